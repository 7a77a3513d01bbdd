package schemas

import (
	"fmt"
	"math"
	"math/big"
	"math/rand/v2"
	"strings"
	"testing"
)

func TestBounded(t *testing.T) {
	for _, c := range []struct{ token, want string }{
		{"0", "0"},
		{"-0", "0"},
		{"0.000e99999999999999999999", "0"},
		{"42", "42"},
		{"-42", "-42"},
		{"100", "100"},
		{"1e2", "100"},
		{"1E+2", "100"},
		{"1.50e1", "15"},
		{"120e-1", "12"},
		{"1.5", "1.5"},
		{"1.0", "1"},
		{"-0.5", "-0.5"},
		{"2147483647.000001", "2147483647.5"},
		{"1e-10000000", "0.5"},
		{"-1e-99999999999999999999", "-0.5"},
		{"99999999999999999999", "99999999999999999999"},
		{"123456789012345678901", "100000000000000000000"},
		{"1e10000000", "100000000000000000000"},
		{"-1e99999999999999999999", "-100000000000000000000"},
		{"1" + strings.Repeat("0", 1000) + ".5", "100000000000000000000.5"},
		{"0." + strings.Repeat("0", 1000) + "1e1001", "1"},
		{strings.Repeat("9", 1000) + "e-1000", "0.5"},
		{"1" + strings.Repeat("0", 1000) + "e-1000", "1"},
	} {
		if got := string(bounded(c.token)); got != c.want {
			t.Errorf("bounded(%s): got %s, want %s", c.token, got, c.want)
		}
	}
}

// TestBoundedKeepsOrder holds bounded against exact arithmetic: what it returns
// stands on the same side of every bound that the schemas have or could have,
// and is whole where the number is.
func TestBoundedKeepsOrder(t *testing.T) {
	bounds := []string{"-1", "0", "1", "3", "8", "65535", "65536", "3600000", "2147483647", "2147483648", "9999999999999999999"}
	random := rand.New(rand.NewPCG(20200627, 1))
	for range 20_000 {
		token := randomNumber(random)
		exact, short := rational(token), rational(string(bounded(token)))
		if exact.IsInt() != short.IsInt() {
			t.Fatalf("%s became %s: only one is whole", token, short)
		}
		for _, bound := range bounds {
			if exact.Cmp(rational(bound)) != short.Cmp(rational(bound)) {
				t.Fatalf("%s became %s, on another side of %s", token, short, bound)
			}
		}
	}
}

// TestNumbersAsTheyAreWritten holds isInteger and compare against exact arithmetic.
func TestNumbersAsTheyAreWritten(t *testing.T) {
	random := rand.New(rand.NewPCG(20200627, 2))
	for range 20_000 {
		token := randomNumber(random)
		exact := rational(token)
		if got := isInteger(token); got != exact.IsInt() {
			t.Fatalf("isInteger(%s): got %t", token, got)
		}
		for _, bound := range []int64{math.MinInt64, -1, 0, 1, 65535, 2147483647, math.MaxInt64} {
			if got, want := compare(token, bound), exact.Cmp(new(big.Rat).SetInt64(bound)); got != want {
				t.Fatalf("compare(%s, %d): got %d, want %d", token, bound, got, want)
			}
		}
	}
}

func rational(token string) *big.Rat {
	r, ok := new(big.Rat).SetString(token)
	if !ok {
		panic("no number: " + token)
	}
	return r
}

// randomNumber returns a number token: of few or many digits, near a bound or
// anywhere, with or without sign, fraction and exponent.
func randomNumber(random *rand.Rand) string {
	digits := []string{"0", "1", "8", "65535", "65536", "2147483647", "2147483648", "3600000"}[random.IntN(8)]
	if random.IntN(2) == 0 {
		digits = fmt.Sprint(random.Uint64() >> random.IntN(64))
	}
	token := []string{"", "-"}[random.IntN(2)] + digits
	if random.IntN(2) == 0 {
		token += "." + strings.Repeat("0", random.IntN(30)) + fmt.Sprint(random.IntN(1000))
	}
	if random.IntN(2) == 0 {
		token += fmt.Sprintf("e%+d", random.IntN(120)-60)
	}
	return token
}
