package wire

import (
	"context"
	"time"
)

// Skim reads from a deaf connection and keeps nothing of it, until the server has
// ended it, most bytes have come, nothing has come for as long as silence, or ctx
// ends. It returns how many bytes came.
func (c *Conn) Skim(ctx context.Context, silence time.Duration, most int64) int64 {
	buffer := make([]byte, 256*1024)
	for n := int64(0); ; {
		c.socket.SetReadDeadline(time.Now().Add(silence))
		k, err := c.socket.Read(buffer)
		if n += int64(k); err != nil || n >= most || ctx.Err() != nil {
			return min(n, most)
		}
	}
}
