package baseline

import (
	"os"
	"regexp"
	"testing"
)

// TestReadmeShowsABaseline reads the example of the suite's README.md.
func TestReadmeShowsABaseline(t *testing.T) {
	text, err := os.ReadFile("../../README.md")
	if err != nil {
		t.Fatal(err)
	}
	examples := regexp.MustCompile("(?ms)^```yaml baseline\n(.*?)^```$").FindAllSubmatch(text, -1)
	if len(examples) == 0 {
		t.Fatal("there is no example")
	}
	for _, example := range examples {
		if b, err := load(t, "README.md", string(example[1])); err != nil || len(b.entries) == 0 {
			t.Errorf("got %+v, %v:\n%s", b, err, example[1])
		}
	}
}
