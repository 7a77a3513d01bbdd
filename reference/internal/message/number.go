package message

import (
	"bytes"
	"strconv"
)

// maxHops is the largest number of servers that header.hops can say.
const maxHops = 1<<31 - 1

// wholeNumber returns the number that v stands for where it is whole and in
// 0…maxHops, however it is written: 16, 16.0 and 1.6e1 are the same number.
func wholeNumber(v value) (int, bool) {
	mantissa, exponent, _ := bytes.Cut(bytes.ToLower(v), []byte("e"))
	whole, fraction, _ := bytes.Cut(mantissa, []byte("."))
	shift := 0
	if len(exponent) > 0 {
		shift = clampedInt(exponent)
	}
	digits := append(bytes.Clone(whole), fraction...)
	shift -= len(fraction)
	trimmed := bytes.TrimRight(digits, "0")
	shift += len(digits) - len(trimmed)
	trimmed = bytes.TrimLeft(trimmed, "-0")
	switch {
	case !isNumber(v):
		return 0, false
	case len(trimmed) == 0:
		return 0, true
	case v[0] == '-' || shift < 0 || len(trimmed)+shift > len("2147483647"):
		return 0, false
	}
	n, err := strconv.Atoi(string(trimmed) + string(bytes.Repeat([]byte("0"), shift)))
	return n, err == nil && n <= maxHops
}

func isNumber(v value) bool {
	return len(v) > 0 && (v[0] == '-' || '0' <= v[0] && v[0] <= '9')
}

// clampedInt reads a decimal exponent; one too long for an int is as far away
// as anything that matters here.
func clampedInt(exponent []byte) int {
	const far = 1 << 30
	n, err := strconv.Atoi(string(exponent))
	if err != nil && exponent[0] == '-' {
		return -far
	}
	if err != nil {
		return far
	}
	return max(-far, min(n, far))
}
