//go:build browser

package report

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/performance"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"

	"github.com/besterprotocol/bester/conformance/internal/wire"
	"github.com/besterprotocol/bester/spec"
)

// These tests look at the page in a browser, which has to be Chromium or Chrome:
//
//	go test -tags browser ./conformance/internal/report

const results = 2000

// manyResults returns a report on as many requirements as no specification has
// yet, each with one scenario. Every 500th failed.
func manyResults() *Report {
	var scope Scope
	var scenarios []Scenario
	for i := range results {
		q := spec.Requirement{ID: fmt.Sprintf("%s-%d", []string{"A", "B"}[i*2/results], i+1), Level: spec.MUST, Profile: "core", Text: "A server MUST `do` it.", File: "a.md", Line: i}
		if i%2 == 1 {
			q.Profile, q.Level = "extra", spec.MAY
		}
		scope.Requirements = append(scope.Requirements, q)
		s := conversation(i + 1)
		s.Requirements = []string{q.ID}
		if i%500 == 0 {
			s.Verdict, s.Failure = Failed, &Failure{Allowed: "a delivery", Happened: "a report", Event: 14}
		}
		scenarios = append(scenarios, s)
	}
	scope.Profiles, scope.Claimed = profiles, []string{"core", "extra"}
	return judgedBy(scope, scenarios...)
}

// deviation is the frame in which the server goes wrong.
const deviation = `{"header":{"messageType":"statusReport","status":"bad"},"payload":{"id":"7","error":{"code":"internal"},"n":12345678901234567890,"n":1.0}}`

// conversation is a scenario with four lifelines and thirty events.
func conversation(number int) Scenario {
	s := Scenario{Verdict: Passed, Name: fmt.Sprintf("Conversation %d", number), File: "a/b.feature", Line: number, Took: time.Millisecond}
	s.Steps = []Step{{"Given", `"alice" is signed in`, true, false}, {"Then", `"alice" receives a delivery`, false, true}}
	parties := []string{"alice", "bob", `the "chat" handler`}
	for i := range 30 {
		e := wire.Event{Number: i + 1, Party: parties[i%3], Connection: parties[i%3], Server: "S1", Action: wire.Received, At: time.Duration(i) * time.Millisecond}
		switch {
		case i < 3:
			e.Action, e.Accepted = wire.Opened, i == 2
		case e.Number == 14:
			e.Bytes = wire.Frame([]byte(deviation))
		case e.Number == 15:
			e.Bytes, e.Size = wire.Frame([]byte(`{"header":{"messageType":"receivedMessage"},"payload":{"type":"chat","data":"` + strings.Repeat("x", 400)))[:200], 9000
		default:
			e.Bytes = wire.Frame([]byte(`{"header":{},"payload":{"type":"chat","id":"7","data":{"text":"hi"}}}`))
		}
		s.Events = append(s.Events, e)
	}
	return s
}

// tab is a page in a browser.
type tab struct {
	t   *testing.T
	ctx context.Context
	url string

	mu      sync.Mutex // guards what follows
	console []string
}

// opened writes the page of r and opens it in a browser that is as wide as told,
// with the address behind #. What the page says on the console fails the test.
func opened(t *testing.T, r *Report, width int64, address string) *tab {
	t.Helper()
	file := filepath.Join(t.TempDir(), "report.html")
	if err := os.WriteFile(file, []byte(htmlOf(t, r)), 0o644); err != nil {
		t.Fatal(err)
	}
	// In CI all runs as root, whom Chromium's sandbox refuses; the page is our own.
	options := append(chromedp.DefaultExecAllocatorOptions[:], chromedp.NoSandbox, chromedp.DisableGPU)
	ctx, cancel := chromedp.NewExecAllocator(context.Background(), options...) // t.Context() would end before the clean-up
	t.Cleanup(cancel)
	ctx, cancel = chromedp.NewContext(ctx)
	t.Cleanup(cancel)
	p := &tab{t: t, ctx: ctx, url: "file://" + file}
	if err := chromedp.Do(ctx); err != nil { // the browser lives as long as the context that starts it
		t.Fatal(err)
	}
	p.do(chromedp.EmulateViewport(width, 800))
	if _, err := chromedp.Call(ctx, performance.Enable, performance.EnableParams{TimeDomain: performance.EnableTimeDomainThreadTicks}); err != nil {
		t.Fatal(err)
	}
	p.listen()
	p.do(chromedp.Navigate(p.url + "#" + address))
	return p
}

func (p *tab) listen() {
	messages := chromedp.Console(p.ctx)
	var listening sync.WaitGroup
	listening.Go(func() {
		for message, err := range messages {
			if err != nil {
				return // the browser is gone
			}
			p.mu.Lock()
			p.console = append(p.console, message.String())
			p.mu.Unlock()
		}
	})
	p.t.Cleanup(func() {
		if err := chromedp.Cancel(p.ctx); err != nil {
			p.t.Error(err)
		}
		listening.Wait()
		if len(p.console) > 0 {
			p.t.Errorf("the page complains: %q", p.console)
		}
	})
}

func (p *tab) do(steps ...chromedp.Action[chromedp.Void]) {
	p.t.Helper()
	ctx, cancel := context.WithTimeout(p.ctx, time.Minute)
	defer cancel()
	if err := chromedp.Do(ctx, steps...); err != nil {
		p.t.Fatal(err)
	}
}

// value returns what an expression is in the page.
func value[T any](p *tab, expression string) T {
	p.t.Helper()
	v, err := chromedp.Run(p.ctx, chromedp.Evaluate[T](expression))
	if err != nil {
		p.t.Fatalf("%s: %v", expression, err)
	}
	return v
}

// want checks what an expression is in the page.
func want[T comparable](p *tab, expression string, wanted T) {
	p.t.Helper()
	if got := value[T](p, expression); got != wanted {
		p.t.Errorf("%s: got %v, want %v", expression, got, wanted)
	}
}

// work returns how long the page has kept a processor busy.
func (p *tab) work() time.Duration {
	p.t.Helper()
	metrics, err := chromedp.Call(p.ctx, performance.GetMetrics, cdp.Empty{})
	if err != nil {
		p.t.Fatal(err)
	}
	for _, metric := range metrics.Metrics {
		if metric.Name == "TaskDuration" {
			return time.Duration(metric.Value * float64(time.Second))
		}
	}
	p.t.Fatal("the browser does not measure its work")
	return 0
}

// await waits until an expression is true in the page.
func (p *tab) await(expression string) {
	p.t.Helper()
	ctx, cancel := context.WithTimeout(p.ctx, time.Minute)
	defer cancel()
	if _, err := chromedp.Run(ctx, chromedp.Poll[bool](expression)); err != nil {
		p.t.Fatalf("%s never came true: %v", expression, err)
	}
}

const shownRequirements = `document.querySelectorAll('.requirement:not([hidden])').length`

// A page with 2,000 results is to open within a second. What it takes of a
// processor may be twice as much, on slower ones than ours; and by the clock ten
// times, on a machine that many tests share.
const (
	mostWork    = 2 * time.Second
	slowestLoad = 10 * time.Second
)

func TestBrowserOpensManyResultsAtOnce(t *testing.T) {
	p := opened(t, manyResults(), 1280, "")
	p.await(`performance.getEntriesByType('navigation')[0].loadEventEnd > 0`)
	loaded := time.Duration(value[float64](p, `performance.getEntriesByType('navigation')[0].loadEventEnd`) * float64(time.Millisecond))
	t.Logf("loaded in %v", loaded)
	if loaded > slowestLoad {
		t.Errorf("the page took %v to load, want at most %v", loaded, slowestLoad)
	}
	if work := p.work(); work <= 0 || work > mostWork {
		t.Errorf("the page kept a processor busy for %v, want at most %v", work, mostWork)
	}
	want(p, `performance.getEntriesByType('resource').length`, 0)
	want(p, `document.querySelectorAll('.grid a.cell').length`, results)
	want(p, shownRequirements, results)
	want(p, `[...document.querySelectorAll('.requirement[open]')].map((r) => r.id).join()`, "A-1,A-501,B-1001,B-1501")
	want(p, `document.querySelectorAll('.requirement .scenario').length`, 4) // the others are built when they are unfolded
	want(p, `document.querySelectorAll('.requirement .scenario .row').length`, 4*30)
}

func TestBrowserNeverScrollsThePageSideways(t *testing.T) {
	for _, width := range []int64{360, 1280} {
		s := failing().Scenarios[0]
		s.Requirements, s.Steps[0].Text, s.Failure.Happened = []string{"B-1"}, strings.Repeat("long", 200), strings.Repeat("happened", 200)
		wide := scenario(Failed, "A-1")
		wide.Failure = &Failure{Allowed: "a", Happened: "b", Event: 9}
		for i := range 40 {
			wide.Events = append(wide.Events, wire.Event{Number: i + 1, Party: fmt.Sprintf("client %d", i), Server: "S1", Action: wire.Sent, Bytes: wire.Frame([]byte(`"` + strings.Repeat("w", 300) + `"`))})
		}
		r := judged([]string{"core", "extra"}, nil, s, wide)
		r.Server = strings.Repeat("server", 50)
		p := opened(t, r, width, "")
		want(p, `document.documentElement.scrollWidth`, int(width))
		want(p, `document.querySelectorAll('.row').length > 40`, true)
		want(p, `[...document.querySelectorAll('.lanes')].some((box) => box.scrollWidth > box.clientWidth)`, true)
		want(p, `[...document.querySelectorAll('.lanes')].some((box) => box.scrollLeft > 0)`, true) // to the first deviation
	}
}

func TestBrowserFilters(t *testing.T) {
	p := opened(t, manyResults(), 1280, "")
	p.do(chromedp.Click(`[data-verdict=failed][aria-pressed]`))
	want(p, shownRequirements, 4)
	want(p, `document.querySelector('[data-section=passed]').hidden`, true)
	p.do(chromedp.Click(`[data-verdict=passed][aria-pressed]`))
	want(p, shownRequirements, results)
	p.do(chromedp.Click(`[data-verdict=failed][aria-pressed]`))
	p.do(chromedp.SetValue(`[name=profile]`, "extra"))
	value[bool](p, `document.querySelector('[name=profile]').dispatchEvent(new Event('input', {bubbles: true}))`)
	want(p, shownRequirements, results/2)
	p.do(chromedp.SendKeys(`[name=text]`, "conversation 77"))
	want(p, shownRequirements, 10) // 770, 772, 774, 776, 778 and those of the second thousand; odd numbers are of core
	want(p, `document.getElementById('found').textContent`, "10 of 2,000 requirements")
	want(p, `location.hash`, "#verdict=passed&profile=extra&text=conversation%2077")
	p.do(chromedp.Reload())
	want(p, shownRequirements, 10)
	want(p, `document.querySelector('[name=text]').value`, "conversation 77")
	want(p, `document.querySelector('[data-verdict=passed][aria-pressed]').getAttribute('aria-pressed')`, "true")
	p.do(chromedp.SendKeys(`[name=text]`, " nothing"))
	want(p, `document.getElementById('nothing').hidden`, false)
	p.do(chromedp.Click(`#clear`))
	want(p, shownRequirements, results)
	p.do(chromedp.SetValue(`[name=level]`, "MAY"))
	value[bool](p, `document.querySelector('[name=level]').dispatchEvent(new Event('input', {bubbles: true}))`)
	want(p, shownRequirements, results/2)
}

const inSight = `((e) => { const {top} = e.getBoundingClientRect(); return top >= 0 && top < innerHeight; })`

func TestBrowserFollowsLinks(t *testing.T) {
	r := manyResults()
	for address, requirement := range map[string]string{
		"A-77":                                     "A-77",
		"A-77&verdict=failed":                      "A-77",
		"scenario=features/a/b.feature:9":          "A-9",
		"B-2000&text=conversation":                 "B-2000",
		"scenario=features%2Fa%2Fb.feature%3A1999": "B-1999",
	} {
		p := opened(t, r, 360, address)
		want(p, fmt.Sprintf(`document.getElementById(%q).open`, requirement), true)
		want(p, fmt.Sprintf(`%s(document.getElementById(%q).querySelector('.scenario'))`, inSight, requirement), true)
		want(p, fmt.Sprintf(`document.getElementById(%q).querySelector('.scenario').open`, requirement), true)
		want(p, fmt.Sprintf(`document.getElementById(%q).hidden`, requirement), false)
		if strings.Contains(address, "verdict=failed") {
			want(p, shownRequirements, 5)
		}
	}
	for _, address := range []string{"Z-1", "scenario=features/none:1", "%", "verdict=", "&&=&x=1", "scenario="} {
		p := opened(t, failing(), 360, address)
		want(p, shownRequirements, 4)
	}
}

func TestBrowserKeepsInTheAddressWhatIsUnfolded(t *testing.T) {
	p := opened(t, manyResults(), 1280, "profile=extra")
	p.do(chromedp.Click(`.cell[href="#A-10"]`))
	p.await(`document.getElementById('A-10').open`)
	want(p, `location.hash`, "#A-10&profile=extra")
	p.do(chromedp.Click(`#A-12 > summary`))
	want(p, `location.hash`, "#A-12&profile=extra")
	p.await(`document.querySelector('#A-12 .scenario') !== null`)
	p.do(chromedp.Click(`#A-12 .scenario > summary`), chromedp.Click(`#A-12 .scenario > summary`)) // folded and unfolded
	want(p, `location.hash`, "#scenario=features/a/b.feature:12&profile=extra")
	p.do(chromedp.Reload())
	want(p, `document.querySelector('#A-12 .scenario').open`, true)
	want(p, shownRequirements, results/2)
}

func TestBrowserCopiesLinks(t *testing.T) {
	p := opened(t, manyResults(), 1280, "A-1")
	value[string](p, `Object.defineProperty(navigator, 'clipboard', {value: {writeText: async (text) => { window.copied = text; }}}); ''`)
	p.do(chromedp.Click(`#A-1 > .body > .links .copy`))
	p.await(`document.getElementById('toast').textContent === 'Link copied.'`)
	want(p, `window.copied`, p.url+"#A-1")
	p.do(chromedp.Click(`#A-1 .scenario .copy`))
	want(p, `window.copied`, p.url+"#scenario=features/a/b.feature:1")
	value[string](p, `navigator.clipboard.writeText = async () => { throw new Error('forbidden'); }; ''`)
	p.do(chromedp.Click(`#A-1 .scenario .copy`))
	p.await(fmt.Sprintf(`document.getElementById('toast').textContent === %q`, p.url+"#scenario=features/a/b.feature:1"))
}

func TestBrowserShowsTheBytesOfAnArrow(t *testing.T) {
	p := opened(t, manyResults(), 1280, "A-1")
	const panel = `document.querySelector('#A-1 .panel')`
	want(p, panel+`.querySelector('h4').textContent`, "Event 14✗ first deviation") // chosen already
	want(p, panel+`.querySelector('pre').textContent`, `{
  "header": {
    "messageType": "statusReport",
    "status": "bad"
  },
  "payload": {
    "id": "7",
    "error": {
      "code": "internal"
    },
    "n": 12345678901234567890,
    "n": 1.0
  }
}`)
	want(p, `[...document.querySelectorAll('#A-1 .wrong text')].map((text) => text.textContent).join()`, `14,13.0,bad "7" internal,✗ first deviation`)
	want(p, `[...document.querySelectorAll('#A-1 .head .lane')].map((lane) => lane.textContent).join()`, `alice,bob,S1,the "chat" handler`)
	want(p, `document.querySelectorAll('#A-1 .row')[0].getAttribute('aria-label')`, "1: alice to S1: opens")
	p.do(chromedp.Click(`#A-1 li:nth-child(13) .row`))
	want(p, panel+`.querySelector('h4').textContent`, "Event 13")
	want(p, panel+`.querySelector('.hex').textContent.split('\n')[0]`, `0000  45 00 00 00 7b 22 68 65  E...{"he`)
	want(p, `document.querySelectorAll('#A-1 [aria-pressed=true]').length`, 1)
	p.do(chromedp.Click(`#A-1 li:nth-child(15) .row`))
	want(p, panel+`.querySelector('.note').textContent`, "Only the first 200 of 9,000 bytes are kept in this report.")
	want(p, `document.querySelector('#A-1 li:nth-child(15) .words').textContent`, `chat, 9,000 bytes`)
}

func TestBrowserSaysThatNoEventShowsTheDeviation(t *testing.T) {
	r := failing()
	r.Scenarios[0].Failure.Event = 0
	p := opened(t, r, 1280, "")
	want(p, `document.querySelector('figcaption').textContent`, "3 events · 1 of the suite’s own probes left out. ✗ first deviation: no single event shows it.")
}

func TestBrowserIsUsedByKeyboard(t *testing.T) {
	p := opened(t, manyResults(), 1280, "")
	press := func(keys string) { p.t.Helper(); p.do(chromedp.KeyEvent(keys)) }
	press(kb.Tab)
	want(p, `document.activeElement.className`, "skip")
	press(kb.Enter)
	want(p, `document.activeElement.id`, "requirements")
	press(kb.Tab)
	want(p, `document.activeElement.dataset.verdict`, "failed")
	want(p, `getComputedStyle(document.activeElement).outlineStyle`, "solid")
	press(" ")
	want(p, shownRequirements, 4)
	p.do(chromedp.Focus(`.cell[href="#A-20"]`))
	press(kb.Enter)
	p.await(`document.getElementById('A-20').open`)
	want(p, `document.activeElement.closest('.requirement').id`, "A-20")
	press(kb.Enter)
	want(p, `document.getElementById('A-20').open`, false)
	p.do(chromedp.Focus(`#A-1 .row`))
	press(kb.ArrowDown + kb.ArrowDown + kb.ArrowDown + kb.ArrowUp + kb.ArrowDown)
	press(kb.Enter)
	want(p, `document.querySelector('#A-1 .panel h4').textContent`, "Event 4")
	want(p, `document.querySelector('#A-1 .panel .hex').textContent.length > 0`, true)
}

func TestBrowserReadsFrames(t *testing.T) {
	p := opened(t, failing(), 1280, "")
	for expression, wanted := range map[string]string{
		`pretty('{"a" : [ ] ,"b":[1 ,{}],"c":"x\\"y {"}')`: "{\n  \"a\": [],\n  \"b\": [\n    1,\n    {}\n  ],\n  \"c\": \"x\\\"y {\"\n}",
		`pretty('1e400')`: "1e400",
		`JSON.stringify(framesOf(new Uint8Array([1,0,0,0,49,2,0,0,0,50])).map((f) => [f.length, f.body.length, f.whole]))`: "[[1,1,true],[2,1,false]]",
		`JSON.stringify(framesOf(new Uint8Array([1,0,0])).map((f) => [f.length, f.body.length, f.whole]))`:                 "[[null,3,false]]",
		`shortOf({size: 10}, framesOf(new Uint8Array([1,0,0,0,49,1,0,0,0,50])))`:                                           "1 + 1 more",
		`shortOf({size: 5}, framesOf(new Uint8Array([1,0,0,0,255])))`:                                                      "5 bytes",
		`shortOf({size: 0}, [])`:                                                              "",
		`dump(new Uint8Array([65,0,66,255,67,68,69,70,71]))`:                                  "0000  41 00 42 ff 43 44 45 46  A.B.CDEF\n0008  47                       G",
		`visible('a\u0000\u001b\u202eé日b\n')`:                                                 `a\u0000\u001b\u202eé日b` + "\n",
		`whyNoJSON({length: 9, body: [1], whole: false}, '1', false)`:                         "The frame announces 9 bytes; 1 byte came with it.",
		`whyNoJSON({length: 1, body: [1], whole: true}, null, false)`:                         "The body is not UTF-8.",
		`whyNoJSON({length: 1, body: [1], whole: true}, '{', false)`:                          "The body is not JSON.",
		`messageInShort({header: {authentication: {username: 'a"'}}})`:                        `sign in "a\""`,
		`messageInShort({header: {messageType: 'receivedMessage'}, payload: {type: 'chat'}})`: "delivery chat",
		`messageInShort({header: {status: '0', command: {type: 'sendClients'}}})`:             "sendClients",
		`messageInShort({header: {status: '1', command: null}})`:                              "status 1, undefined",
	} {
		want(p, expression, wanted)
	}
}

func TestBrowserNeedsNoJavaScriptForTheVerdicts(t *testing.T) {
	p := opened(t, failing(), 360, "")
	disable := func(off bool) {
		t.Helper()
		if _, err := chromedp.Call(p.ctx, emulation.SetScriptExecutionDisabled, emulation.SetScriptExecutionDisabledParams{Value: off}); err != nil {
			t.Fatal(err)
		}
	}
	disable(true)
	p.do(chromedp.Reload())
	disable(false) // for these questions, and not for the page, which was read without
	for _, shown := range []string{"noscript .note", "h1", ".profiles", `.cell[href="#A-1"]`, "#A-1 .sentence", "#A-1 .links a"} {
		want(p, fmt.Sprintf(`document.querySelector(%q).getBoundingClientRect().height > 0`, shown), true)
	}
	want(p, `document.getElementById('filters').getBoundingClientRect().height`, 0)
	want(p, `document.querySelectorAll('.scenario').length`, 0)
}
