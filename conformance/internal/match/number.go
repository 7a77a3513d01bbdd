package match

import (
	"math/big"
	"strconv"
	"strings"
)

// sameDouble reports whether two JSON numbers have the same nearest double. Of
// numbers beyond the range of doubles it wants the same value. JSON-4, JSON-11
func sameDouble(a, b string) bool {
	x, errX := strconv.ParseFloat(a, 64)
	y, errY := strconv.ParseFloat(b, 64)
	if errX != nil || errY != nil {
		return sameDecimal(a, b)
	}
	return x == y
}

// sameDecimal reports whether two JSON numbers have the same value to the last
// digit, however they are written.
func sameDecimal(a, b string) bool {
	x, y := parseDecimal(a), parseDecimal(b)
	return x.negative == y.negative && x.digits == y.digits && x.exponent.Cmp(y.exponent) == 0
}

// decimal is ±0.digits × 10^exponent, with digits that neither begin nor end
// with a zero; zero has none.
type decimal struct {
	negative bool
	digits   string
	exponent *big.Int
}

// parseDecimal reads a JSON number. It costs no more than its text is long.
func parseDecimal(text string) decimal {
	text, negative := strings.CutPrefix(strings.ToLower(text), "-")
	mantissa, power, _ := strings.Cut(text, "e")
	whole, fraction, _ := strings.Cut(mantissa, ".")
	exponent := new(big.Int)
	exponent.SetString("0"+strings.TrimLeft(power, "+-"), 10)
	if strings.HasPrefix(power, "-") {
		exponent.Neg(exponent)
	}
	exponent.Add(exponent, big.NewInt(int64(len(whole))))
	digits := whole + fraction
	leading := len(digits) - len(strings.TrimLeft(digits, "0"))
	exponent.Sub(exponent, big.NewInt(int64(leading)))
	digits = strings.Trim(digits, "0")
	if digits == "" {
		return decimal{exponent: new(big.Int)}
	}
	return decimal{negative, digits, exponent}
}
