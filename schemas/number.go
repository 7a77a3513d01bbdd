package schemas

import (
	"cmp"
	"encoding/json"
	"math/big"
	"strconv"
	"strings"
)

// maxWhole is how many digits before the decimal point the schema library
// gets to see: more than any bound in the schemas has.
const maxWhole = 20

// bounded returns a short number that stands for the one written in token:
// of the same sign, whole exactly where that one is, and on the same side of
// every whole bound below 10^20 (the schemas have no others). The schema
// library computes with the numbers it gets: 1e10000000 would crash it.
func bounded(token string) json.Number {
	sign, digits, exponent := scientific(token)
	if digits == "" {
		return "0"
	}
	fraction := ""
	if exponent < 0 {
		fraction = ".5"
	}
	return json.Number(sign + wholePart(digits, exponent) + fraction)
}

// scientific takes a number token apart: its value is sign, digits × 10 to
// the exponent. digits has no zeros at either end; it is empty for zero.
func scientific(token string) (sign, digits string, exponent int) {
	if strings.HasPrefix(token, "-") {
		sign, token = "-", token[1:]
	}
	mantissa, power, _ := strings.Cut(strings.ToLower(token), "e")
	whole, fraction, _ := strings.Cut(mantissa, ".")
	all := strings.TrimLeft(whole+fraction, "0")
	digits = strings.TrimRight(all, "0")
	exponent = parsePower(power) - len(fraction) + len(all) - len(digits)
	return sign, digits, exponent
}

// parsePower reads an exponent. One that int64 cannot hold is cut to what no
// number of digits that fits into memory could outweigh.
func parsePower(power string) int {
	const limit = 1 << 60
	n, _ := strconv.ParseInt(power, 10, 64) // out of range: the nearest int64; empty: 0
	return int(min(max(n, -limit), limit))
}

// wholePart returns what digits × 10^exponent has before its decimal point,
// 10^maxWhole where that is longer.
func wholePart(digits string, exponent int) string {
	length := len(digits) + exponent
	switch {
	case length > maxWhole:
		return "1" + strings.Repeat("0", maxWhole)
	case length <= 0:
		return "0"
	case exponent < 0:
		return digits[:length]
	default:
		return digits + strings.Repeat("0", exponent)
	}
}

// isInteger tells whether the number written in token has nothing behind its
// decimal point.
func isInteger(token string) bool {
	_, digits, exponent := scientific(token)
	return digits == "" || exponent >= 0
}

// compare compares the number written in token with a bound below 10^20, as
// cmp.Compare does.
func compare(token string, bound int64) int {
	if n, err := strconv.ParseInt(token, 10, 64); err == nil {
		return cmp.Compare(n, bound)
	}
	n, _ := new(big.Rat).SetString(string(bounded(token)))
	return n.Cmp(new(big.Rat).SetInt64(bound))
}
