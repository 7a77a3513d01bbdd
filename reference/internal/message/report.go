package message

import "encoding/json"

// Report is the answer to a client's message. STAT-1
type Report struct {
	ID          json.RawMessage // the id being answered, a JSON string
	Err         *Error          // nil for a good report (STAT-4)
	Undelivered []string        // names without a session here (CLIENTS-11)
}

// SpecialID returns one of the reserved ids as a Report carries it.
func SpecialID(id string) json.RawMessage { return quote(id) }

// Encode returns the body of the report.
func (r Report) Encode() []byte {
	status := "good"
	if r.Err != nil {
		status = "bad"
	}
	body := []byte(`{"header":{"messageType":"statusReport","status":"` + status + `"},"payload":{"id":`)
	body = append(body, r.ID...)
	if r.Err != nil {
		body = append(body, `,"error":{"code":`...)
		body = append(body, quote(string(r.Err.Code))...)
		body = append(body, `,"message":`...)
		body = append(body, quote(r.Err.Reason)...)
		body = append(body, '}')
	}
	if list := quoteAll(r.Undelivered, maxListed); list != nil {
		body = append(body, `,"undelivered":`...)
		body = append(body, list...)
	}
	return append(body, `}}`...)
}

// maxListed bounds the list of those who were skipped, in bytes: with it, a
// report stays within what every receiver accepts (FRAME-4).
const maxListed = 32 << 10
