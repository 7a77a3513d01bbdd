package wire

import (
	"context"
	"io"
)

// Skim reads from a deaf connection and keeps nothing of it, until the server has
// ended it, most bytes have come, or ctx ends. It returns how many bytes came.
func (c *Conn) Skim(ctx context.Context, most int64) int64 {
	deadline, _ := ctx.Deadline()
	c.socket.SetReadDeadline(deadline)
	n, _ := io.CopyN(io.Discard, c.socket, most)
	return n
}
