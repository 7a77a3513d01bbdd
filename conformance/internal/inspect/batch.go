package inspect

import (
	"sync"

	"github.com/besterprotocol/bester/conformance/internal/documents"
	"github.com/besterprotocol/bester/schemas"
)

// batch is some documents of one file, which are checked together.
type batch struct {
	documents []documents.Document
	ends      []int         // of the text of each
	text      []byte        // of all
	results   []Result      // of the first ones, once they are checked
	checked   chan struct{} // closed then
	end       *File         // where the file ends behind them
}

// batches are those that nobody uses, whose memory the next ones take.
var batches = sync.Pool{New: func() any { return &batch{} }}

func newBatch() *batch { return batches.Get().(*batch) }

// free gives the batch away, of which nothing is used any more.
func (b *batch) free() {
	clear(b.documents)
	clear(b.results)
	*b = batch{documents: b.documents[:0], ends: b.ends[:0], text: b.text[:0], results: b.results[:0]}
	batches.Put(b)
}

// add adds a document, whose text is copied.
func (b *batch) add(d documents.Document) {
	b.text = append(b.text, d.Text...)
	b.ends = append(b.ends, len(b.text))
	b.documents = append(b.documents, d)
}

// pack has each document refer to its text, when no more are added.
func (b *batch) pack() {
	b.checked = make(chan struct{})
	start := 0
	for i, end := range b.ends {
		b.documents[i].Text = b.text[start:end:end]
		start = end
	}
}

// weight is how much of what may be in flight the batch takes.
func (b *batch) weight() int64 { return min(int64(len(b.text)), flightBytes) }

// mostAhead is about how many findings a batch holds until they are delivered. They
// take some hundred times the memory of the two bytes that a finding may be about.
const mostAhead = 1000

// check checks the documents, as long as it does not find too much to hold.
func (b *batch) check(kind schemas.Kind) {
	defer close(b.checked)
	found := 0
	for _, d := range b.documents {
		if found > mostAhead {
			return
		}
		r := Check(d, kind)
		found += len(r.Findings)
		b.results = append(b.results, r)
	}
}

// result returns what was found of a document, or what is found of it now.
func (b *batch) result(i int, kind schemas.Kind) Result {
	if i < len(b.results) {
		return b.results[i]
	}
	return Check(b.documents[i], kind)
}
