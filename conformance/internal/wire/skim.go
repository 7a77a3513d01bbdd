package wire

import (
	"context"
	"time"
)

// Skim reads and discards the bytes of a deaf connection. It stops when the server ends the
// connection, after most bytes, after a silence of that length, or when ctx ends. It returns
// the number of bytes read, at most most.
func (c *Conn) Skim(ctx context.Context, silence time.Duration, most int64) int64 {
	defer c.socket.SetReadDeadline(time.Time{})
	buffer := make([]byte, 256*1024)
	for n := int64(0); ; {
		c.socket.SetReadDeadline(time.Now().Add(silence))
		k, err := c.socket.Read(buffer)
		if n += int64(k); err != nil || n >= most || ctx.Err() != nil {
			return min(n, most)
		}
	}
}
