package capture

import (
	"container/list"
	"io"
	"slices"
	"time"

	"github.com/besterprotocol/bester/schemas"
)

// prefixBytes is the size of the length in front of every body. FRAME-1
const prefixBytes = 4

// connection puts in order what two sides said, and gives it to the conversation
// that judges it.
//
// What comes too early waits: bytes for those before them, and what a side said
// when it had received something until that has been judged, so that an answer
// comes behind what it answers.
type connection struct {
	reader *reader
	of     Conversation
	judged *schemas.Conversation // nil as long as nothing was said
	sides  [2]side
	reset  bool // whether a side has broken it off
	lost   bool // whether the rest is not judged

	among *list.List    // those that are open, or over
	place *list.Element // in it
	late  *list.Element // among those of which something is missing, nil where nothing is
	since time.Time     // when that began
}

// side is what one end of a connection has said.
type side struct {
	begun   bool      // whether its first packet is there
	first   sequence  // of its bytes
	next    sequence  // of the byte behind those that were judged
	heard   sequence  // of the byte behind those that the other side has received
	ended   bool      // whether nothing comes behind next
	packet  int       // the last from which anything was judged
	said    int64     // bytes that were judged
	whole   int64     // of them up to the end of the last frame
	waiting []segment // in the order of their bytes
	cost    int       // of those that wait
}

// stream returns where what a side says is judged.
func (c *connection) stream(from schemas.Side) io.WriteCloser {
	if c.judged == nil {
		c.judged = schemas.NewConversation(c.reader.Socket, c.reader.Limit, c.frame)
	}
	return c.judged.Stream(from)
}

// take takes in a packet of a side, and judges all that had waited for it.
func (c *connection) take(from schemas.Side, s segment) {
	if c.lost {
		return
	}
	me, other := &c.sides[from], &c.sides[1-from]
	if s.syn && !me.begun {
		me.begun, me.first, me.next, me.heard = true, s.seq, s.seq, s.seq
	}
	if s.acks && other.begun && s.ack.minus(other.heard) > 0 {
		other.heard = s.ack
	}
	switch {
	case s.rst && !me.begun: // it refuses
		c.reset = true
	case !s.says() || me.knows(s):
	case c.isDue(from, s):
		c.judge(from, s)
	default:
		me.wait(s.kept())
	}
	for c.judgeWaiting() {
	}
}

// wait puts a segment in its place among those that wait.
func (s *side) wait(one segment) {
	place := len(s.waiting)
	for place > 0 && s.waiting[place-1].seq.minus(one.seq) > 0 {
		place--
	}
	s.waiting = slices.Insert(s.waiting, place, one)
	s.cost += one.cost()
}

// follows tells whether all bytes before a segment have been judged.
func (s *side) follows(one segment) bool { return s.begun && one.seq.minus(s.next) <= 0 }

// knows tells whether nothing in a segment is new.
func (s *side) knows(one segment) bool {
	over := one.behind().minus(s.next)
	return s.ended || s.begun && (over < 0 || over == 0 && !one.fin && !one.rst)
}

// isDue tells whether all that its sender had said and heard before has been judged.
// Where only what the opener said is in the capture, it can be judged alone.
func (c *connection) isDue(from schemas.Side, s segment) bool {
	me, other := &c.sides[from], &c.sides[1-from]
	switch {
	case !me.follows(s):
		return false
	case !other.begun:
		return from == schemas.Opener
	}
	return !s.acks || other.ended || s.ack.minus(other.next) <= 0
}

// judgeWaiting has the next segment that waits be judged, and reports whether there
// is one that is due.
func (c *connection) judgeWaiting() bool {
	var due, following []schemas.Side
	for from := range schemas.Side(len(c.sides)) {
		me := &c.sides[from]
		for len(me.waiting) > 0 && me.knows(me.waiting[0]) {
			me.dequeue()
		}
		if me.waitsForOther() {
			following = append(following, from)
			if c.isDue(from, me.waiting[0]) {
				due = append(due, from)
			}
		}
	}
	first := func(a, b schemas.Side) int { return c.sides[a].waiting[0].packet - c.sides[b].waiting[0].packet }
	switch {
	case len(due) > 0:
		from := slices.MinFunc(due, first)
		c.judge(from, c.sides[from].dequeue())
	case len(following) == len(c.sides):
		// Each says to have heard the other. One was sent again, and knows of its answer.
		from := slices.MaxFunc(following, first)
		c.judge(from, c.sides[from].dequeue())
	default:
		return false
	}
	return true
}

// dequeue returns the first segment that waits, which waits no more.
func (s *side) dequeue() segment {
	one := s.waiting[0]
	s.waiting[0] = segment{} // whose data is not held any longer
	s.waiting = s.waiting[1:]
	s.cost -= one.cost()
	return one
}

// judge gives on what is new in a segment whose bytes follow those that were judged.
func (c *connection) judge(from schemas.Side, s segment) {
	me := &c.sides[from]
	me.packet = max(me.packet, s.packet)
	known := -s.seq.minus(me.next)
	if data := s.data[min(known, int64(len(s.data))):]; len(data) > 0 {
		me.next += sequence(len(data))
		me.said += int64(len(data))
		c.stream(from).Write(data)
	}
	if (s.fin || s.rst) && s.behind() == me.next {
		c.end(from)
		c.reset = c.reset || s.rst
	}
}

// end takes in that a side has ended its stream, which has a number, as bytes have.
func (c *connection) end(from schemas.Side) {
	me := &c.sides[from]
	me.next++
	me.ended = true
	me.waiting, me.cost = nil, 0 // which is behind the end
	c.stream(from).Close()
	if c.sides[1-from].ended {
		c.judged = nil
	}
}

// frame takes in a frame that was judged.
func (c *connection) frame(m schemas.Message) {
	me := &c.sides[m.Side]
	me.whole = m.Offset + prefixBytes + int64(m.Length)
	if c.reader.err == nil && !c.lost {
		c.reader.err = c.reader.Frame(Frame{m, c.of, me.packet})
	}
}

// isOver tells whether nothing more has to come.
func (c *connection) isOver() bool {
	return c.reset || c.lost || c.sides[schemas.Opener].ended && c.sides[schemas.Acceptor].ended
}

// isEstablished tells whether both sides have said something.
func (c *connection) isEstablished() bool {
	return c.sides[schemas.Opener].begun && c.sides[schemas.Acceptor].begun
}

// missing says what is missing, "" where nothing is.
func (c *connection) missing() string {
	for from := range schemas.Side(len(c.sides)) {
		me := &c.sides[from]
		switch {
		case !me.begun && (len(me.waiting) > 0 || from == schemas.Opener && len(c.sides[schemas.Acceptor].waiting) > 0):
			return "the first packet of the " + from.String() + " is not in the capture"
		case me.waitsForOther():
		case me.hasMoreHeard():
			return "packets of the " + from.String() + " are missing, which the " + (1 - from).String() + " has received"
		case len(me.waiting) > 0:
			return "packets of the " + from.String() + " are missing"
		}
	}
	return ""
}

// waitsForOther tells whether it is only for the other side that segments wait.
func (s *side) waitsForOther() bool { return len(s.waiting) > 0 && s.follows(s.waiting[0]) }

// hasMoreHeard tells whether the other side has received more than was judged.
func (s *side) hasMoreHeard() bool { return s.begun && !s.ended && s.heard.minus(s.next) > 0 }

// waits returns what segments that wait take of memory.
func (c *connection) waits() int {
	return c.sides[schemas.Opener].cost + c.sides[schemas.Acceptor].cost
}

// cost returns what the connection takes of memory by what was said: what waits, and
// the frames that are not whole.
func (c *connection) cost() int {
	cost := 0
	for i := range c.sides {
		cost += c.sides[i].cost + int(max(c.sides[i].said-c.sides[i].whole, 0))
	}
	return cost
}

// lose gives the connection up. Where one side is not known to have said all that
// it did, what the other says has no place any more.
func (c *connection) lose(why string) {
	if c.lost {
		return
	}
	c.lost, c.judged = true, nil
	for i := range c.sides {
		c.sides[i] = side{begun: c.sides[i].begun, first: c.sides[i].first}
	}
	if c.reader.err == nil {
		c.reader.err = c.reader.Lost(c.of, why)
	}
}
