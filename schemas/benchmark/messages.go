package main

import (
	"bufio"
	"fmt"
	"io"
	"math/rand/v2"
	"strings"
)

// size is how long each message is, in bytes, without the end of its line.
const size = 300

// words are what people write, as it stands in a JSON string.
var words = strings.Fields(`the meeting is at nine tomorrow so please bring what you have caf\u00e9 naïve grüße 💬 ` +
	`\"quoted\" line\nbreak see https:\/\/example.org/a?b=c and thanks alot , 42 - ok ?`)

// writeMessages writes messages of clients, one on each line. They are the same
// each time.
func writeMessages(w io.Writer, count int) error {
	buffered := bufio.NewWriter(w)
	random := rand.New(rand.NewPCG(1, 1))
	for i := range count {
		fmt.Fprintln(buffered, message(random, i))
	}
	return buffered.Flush()
}

// message returns a message of size bytes.
func message(random *rand.Rand, i int) string {
	before := fmt.Sprintf(`{"header":{},"payload":{"type":"chat","id":"%d","data":{"to":["alice","user%d"],"sent":%d,`+
		`"read":%t,"thread":{"of":null,"index":%d.5},"text":"`,
		i, random.IntN(1000), 1_700_000_000_000+random.Int64N(1e11), random.IntN(2) == 0, random.IntN(100))
	const after = `"}}}`
	return before + filling(random, size-len(before)-len(after)) + after
}

// filling returns words of that many bytes.
func filling(random *rand.Rand, length int) string {
	var text strings.Builder
	for {
		word := words[random.IntN(len(words))] + " "
		if rest := length - text.Len(); len(word) > rest {
			return text.String() + strings.Repeat(".", rest)
		}
		text.WriteString(word)
	}
}
