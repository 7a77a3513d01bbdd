package schemas

import "testing"

func TestWideEncoding(t *testing.T) {
	for text, want := range map[string]string{
		"\xFF\xFE{\x00}\x00":                   "UTF-16",
		"\xFE\xFF\x00{\x00}":                   "UTF-16",
		"{\x00\"\x00\xE5\x65":                  "UTF-16LE",
		"\x00{\x00\"":                          "UTF-16BE",
		"\xFF\xFE\x00\x00{\x00\x00\x00":        "UTF-32",
		"{\x00\x00\x00}\x00\x00\x00":           "UTF-32LE",
		"\x00\x00\x00{\x00\x00\x00}":           "UTF-32BE",
		"1\x00\x00\x00":                        "UTF-32LE",
		":\x00\x00\x00{\"payload\"":            "", // a frame
		"\x00\x00\x00:{\"payload\"":            "", // the length turned round
		"{}":                                   "",
		"":                                     "",
		"\x00\x00\x00\x00\x00\x00\x00\x00\x00": "",
	} {
		if got := WideEncoding([]byte(text)); got != want {
			t.Errorf("%q: got %q, want %q", text, got, want)
		}
	}
}
