// Package peer sends messages to other servers.
package peer

import (
	"context"
	"fmt"
	"net"
	"net/netip"
	"strconv"
	"strings"
	"time"
)

// CheckAddress returns an error unless address is host:port, with an IPv4
// address, a host name, or an IPv6 address in brackets as the host, and a
// decimal port between 1 and 65535. SERVERS-5
func CheckAddress(address string) error {
	host, port, err := net.SplitHostPort(address)
	if err != nil {
		return fmt.Errorf("%q is not host:port", address)
	}
	if err := checkHost(host, strings.HasPrefix(address, "[")); err != nil {
		return fmt.Errorf("%q is not host:port: %w", address, err)
	}
	if number, err := strconv.ParseUint(port, 10, 16); err != nil || number == 0 {
		return fmt.Errorf("%q is not host:port: the port must be between 1 and 65535", address)
	}
	return nil
}

func checkHost(host string, inBrackets bool) error {
	if inBrackets {
		if ip, err := netip.ParseAddr(host); err != nil || !ip.Is6() || ip.Zone() != "" {
			return fmt.Errorf("what stands in brackets must be an IPv6 address without a zone")
		}
		return nil
	}
	if host == "" {
		return fmt.Errorf("the host is empty")
	}
	if strings.ContainsFunc(host, isOutsideNames) {
		return fmt.Errorf("the host holds a character that no host name has")
	}
	last := host[strings.LastIndexByte(host, '.')+1:]
	isNumber := last != "" && strings.Trim(last, "0123456789") == ""
	if ip, err := netip.ParseAddr(host); isNumber && (err != nil || !ip.Is4()) {
		return fmt.Errorf("the host ends in a number and is no IPv4 address")
	}
	return nil
}

// isOutsideNames reports whether r is none of the characters of a host name.
func isOutsideNames(r rune) bool {
	letter := 'a' <= r && r <= 'z' || 'A' <= r && r <= 'Z'
	return !letter && !('0' <= r && r <= '9') && r != '-' && r != '.' && r != '_'
}

// Sender sends frames to other servers. Its limits are those of one message to
// one server.
type Sender struct {
	ConnectTimeout time.Duration // for looking up the name and connecting
	WriteTimeout   time.Duration // for handing the frame over
}

// Send sends framed, one whole frame, to the server at address over a new
// connection, and closes it. What the other side does with it, or says to it,
// is not waited for. SERVERS-1, SERVERS-4, SERVERS-6, SERVERS-10
func (s Sender) Send(ctx context.Context, address string, framed []byte) error {
	if err := CheckAddress(address); err != nil {
		return err
	}
	dialer := net.Dialer{Timeout: s.ConnectTimeout}
	conn, err := dialer.DialContext(ctx, "tcp", address)
	if err != nil {
		return err
	}
	defer context.AfterFunc(ctx, func() { conn.SetDeadline(time.Unix(1, 0)) })()
	conn.SetWriteDeadline(time.Now().Add(s.WriteTimeout))
	if _, err := conn.Write(framed); err != nil {
		conn.Close()
		return err
	}
	return conn.Close()
}
