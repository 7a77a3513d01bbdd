package client

import (
	"encoding/json"
	"errors"
	"fmt"
)

// The ids of the reports that answer authentication (AUTH-2) and that precede a
// closing (CONN-6).
const (
	authID  = "auth_special"
	fatalID = "fatal_special"
)

// Received is one message from the server: one of its members is set, or none
// where it is of a kind that this client does not know (MSG-6).
type Received struct {
	Report   *Report
	Delivery *Delivery
	Dummy    *Dummy
	Body     json.RawMessage // the whole message
}

// Report is a status report. STAT-1
type Report struct {
	ID          string
	Good        bool
	Err         *ReportError // why it is bad, where the server says so (STAT-3)
	Undelivered []string     // users without a session there (CLIENTS-11)
}

// Fatal reports whether the server closes the connection behind the report.
func (r *Report) Fatal() bool { return r.ID == fatalID || r.ID == authID && !r.Good }

// ReportError is what a bad report says about the reason.
type ReportError struct {
	Code    string
	Message string
}

func (e *ReportError) Error() string { return fmt.Sprintf("%s (%s)", e.Message, e.Code) }

// Delivery is a message that a handler had sent to this client. CLIENTS-2
type Delivery struct {
	Type string
	Data json.RawMessage
}

// Dummy is the answer to a message of the built-in type dummy. BUILTIN-1
type Dummy struct {
	ID string
}

// object is a JSON object. Its members are found by their exact names, which
// encoding/json would not insist on for a struct.
type object map[string]json.RawMessage

// get reads the member name into value and leaves value alone where there is none.
func (o object) get(name string, value any) error {
	member, ok := o[name]
	if !ok {
		return nil
	}
	if err := json.Unmarshal(member, value); err != nil {
		return fmt.Errorf("its member %s: %w", name, err)
	}
	return nil
}

func decode(body []byte) (Received, error) {
	received := Received{Body: body}
	var message, header, payload object
	if err := json.Unmarshal(body, &message); err != nil {
		return Received{}, fmt.Errorf("the server sent what is no message: %w", err)
	}
	var kind, messageType string
	err := errors.Join(
		message.get("header", &header), message.get("payload", &payload),
		header.get("messageType", &kind))
	switch {
	case err != nil:
	case kind == "statusReport":
		received.Report, err = decodeReport(header, payload)
	case kind == "receivedMessage":
		received.Delivery = &Delivery{Data: payload["data"]}
		err = payload.get("type", &received.Delivery.Type)
	case kind == "":
		if err = payload.get("type", &messageType); messageType == "dummy" {
			received.Dummy = &Dummy{}
			err = payload.get("id", &received.Dummy.ID)
		}
	}
	if err != nil {
		return Received{}, fmt.Errorf("the server sent a malformed message: %w", err)
	}
	return received, nil
}

func decodeReport(header, payload object) (*Report, error) {
	report := &Report{}
	var status string
	var failure object
	err := errors.Join(
		header.get("status", &status), payload.get("id", &report.ID),
		payload.get("undelivered", &report.Undelivered), payload.get("error", &failure))
	report.Good = status == "good"
	if failure != nil {
		report.Err = &ReportError{}
		err = errors.Join(err, failure.get("code", &report.Err.Code), failure.get("message", &report.Err.Message))
	}
	return report, err
}
