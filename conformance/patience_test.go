package conformance

import (
	"testing"
	"time"
)

func TestPatienceIsCutForTheSilentOnly(t *testing.T) {
	p := patience{full: 10 * time.Second}
	for range manyWaits - 1 {
		p.failed(11 * time.Second)
		p.failed(time.Second) // failed for another reason
	}
	if got := p.now(); got != p.full {
		t.Errorf("after %d waits in vain it is %v", manyWaits-1, got)
	}
	p.failed(10 * time.Second)
	if got := p.now(); got != 2*time.Second {
		t.Errorf("after %d waits in vain it is %v", manyWaits, got)
	}
}
