package capture

import (
	"cmp"
	"container/list"
	"maps"
	"net/netip"
	"slices"
	"time"

	"github.com/besterprotocol/bester/schemas"
)

// What is held in memory at a time.
const (
	mostOpen    = 20_000    // connections, and as many that are over
	mostLate    = 4 << 20   // bytes of one connection that wait for others
	mostAtATime = 128 << 20 // bytes of all connections that wait, or are of frames that are not whole
)

// patience is how long what is missing of a connection is waited for, by the clock
// of the capture. Systems send again what was not received for about as long.
const patience = 3 * time.Minute

// ends are the addresses of a connection's packet.
type ends struct{ from, to netip.AddrPort }

// connections are those that are followed. Those that are over are known for a while
// still, so that packets that come late or twice have their place.
type connections struct {
	byEnds map[ends]*connection // of what the opener sends
	open   *list.List           // of *connection, those first that are silent for longest
	over   *list.List           // of *connection, in the order in which they ended
	late   *list.List           // of *connection, of which something is missing, longest first
	cost   int                  // of all in memory, in bytes, as far as it grows with what is said
	most   int                  // above which some is given up
}

func newConnections() connections {
	return connections{map[ends]*connection{}, list.New(), list.New(), list.New(), 0, mostAtATime}
}

// take takes in what a packet says.
func (r *reader) take(s segment) {
	c, from := r.find(s)
	if c == nil || c.isFollowedBy(from, s) {
		if c != nil {
			r.forget(c)
		}
		if c, from = r.begin(s); c == nil {
			return
		}
	}
	r.cost -= c.cost()
	c.take(from, s)
	r.cost += c.cost()
	r.arrange(c, s.at)
	r.makeRoom(c, s.at)
}

// find returns the connection of a packet, nil where none is known, and whose it is.
func (r *reader) find(s segment) (*connection, schemas.Side) {
	if c := r.byEnds[ends{s.from, s.to}]; c != nil {
		return c, schemas.Opener
	}
	return r.byEnds[ends{s.to, s.from}], schemas.Acceptor
}

// isFollowedBy tells whether a packet opens another connection between the same ends.
// What has the same number came twice, or is tried again.
func (c *connection) isFollowedBy(from schemas.Side, s segment) bool {
	me := &c.sides[from]
	if me.begun {
		return s.syn && s.seq != me.first
	}
	return s.syn && !s.acks && c.isOver()
}

// begin returns the connection that a packet opens, nil where it opens none that is
// looked for, and whose the packet is.
func (r *reader) begin(s segment) (*connection, schemas.Side) {
	of, from := ends{s.from, s.to}, schemas.Opener
	if s.syn && s.acks { // which is the answer to the packet that opens
		of, from = ends{s.to, s.from}, schemas.Acceptor
	}
	switch {
	case !s.syn && len(s.data) > 0 && (r.listens(of.from) || r.listens(of.to)):
		r.summary.Headless++
		return nil, 0
	case !s.syn || !r.listens(of.to):
		return nil, 0
	}
	r.summary.Conversations++
	c := &connection{reader: r, of: Conversation{r.summary.Conversations, of.from, of.to}}
	r.byEnds[of] = c
	c.moveTo(r.open)
	return c, from
}

// listens tells whether somebody is looked for who listens at an address.
func (r *reader) listens(at netip.AddrPort) bool {
	return len(r.Ports) == 0 || slices.Contains(r.Ports, at.Port())
}

// arrange puts a connection of which a packet has come where it belongs.
func (r *reader) arrange(c *connection, now time.Time) {
	if c.isOver() {
		c.moveTo(r.over)
	} else {
		c.moveTo(r.open)
	}
	switch missing := c.missing() != ""; {
	case missing && c.late == nil:
		c.since, c.late = now, r.late.PushBack(c)
	case !missing && c.late != nil:
		r.late.Remove(c.late)
		c.late = nil
	}
}

// moveTo has a connection stand last in a list, and in no other.
func (c *connection) moveTo(l *list.List) {
	if c.among == l {
		l.MoveToBack(c.place)
		return
	}
	if c.among != nil {
		c.among.Remove(c.place)
	}
	c.among, c.place = l, l.PushBack(c)
}

// makeRoom gives up what cannot be held any more, now that c has grown.
func (r *reader) makeRoom(c *connection, now time.Time) {
	for late := first(r.late); late != nil && now.Sub(late.since) > patience; late = first(r.late) {
		r.lose(late, late.missing())
	}
	if c.waits() > mostLate {
		r.lose(c, c.missing())
	}
	for r.cost > r.most {
		if late := first(r.late); late != nil {
			r.lose(late, late.missing())
		} else {
			r.lose(c, "more was said at a time, on all connections, than can be held")
		}
	}
	for r.over.Len() > mostOpen {
		r.forget(first(r.over))
	}
	for r.open.Len() > mostOpen {
		r.giveUp(first(r.open))
	}
}

func first(l *list.List) *connection {
	if front := l.Front(); front != nil {
		return front.Value.(*connection)
	}
	return nil
}

// lose gives up the rest of a connection.
func (r *reader) lose(c *connection, why string) {
	r.cost -= c.cost()
	c.lose(why)
	r.arrange(c, c.since)
}

// giveUp forgets a connection that may go on.
func (r *reader) giveUp(c *connection) {
	if c.isEstablished() && c.missing() == "" {
		r.summary.GivenUp++
	}
	r.forget(c)
}

// forget has a connection be known no more.
func (r *reader) forget(c *connection) {
	if why := c.missing(); why != "" {
		r.lose(c, why)
	}
	r.cost -= c.cost()
	c.among.Remove(c.place)
	delete(r.byEnds, ends{c.of.Opener, c.of.Acceptor})
}

// finish says what is missing of connections at the end of the capture.
func (r *reader) finish() {
	byNumber := func(a, b *connection) int { return cmp.Compare(a.of.Number, b.of.Number) }
	for _, c := range slices.SortedFunc(maps.Values(r.byEnds), byNumber) {
		r.forget(c)
	}
}
