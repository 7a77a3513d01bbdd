package client

import (
	"encoding/json"
	"fmt"
)

// authID is the id of the report that answers authentication. AUTH-2
const authID = "auth_special"

// Received is one message from the server: one of its members is set, or none
// where it is of a kind that this client does not know.
type Received struct {
	Report   *Report
	Delivery *Delivery
	Body     json.RawMessage // the whole message
}

// Report is a status report. STAT-1
type Report struct {
	ID          string       `json:"id"`
	Good        bool         `json:"-"`
	Err         *ReportError `json:"error"`       // why it is bad, where the server says so
	Undelivered []string     `json:"undelivered"` // users without a session there (CLIENTS-11)
}

// ReportError is what a bad report says about the reason.
type ReportError struct {
	Code    string `json:"code"`
	Message string `json:"message"`
}

func (e *ReportError) Error() string { return fmt.Sprintf("%s (%s)", e.Message, e.Code) }

// Delivery is a message that a handler had sent to this client. CLIENTS-2
type Delivery struct {
	Type string          `json:"type"`
	Data json.RawMessage `json:"data"`
}

func decode(body []byte) (Received, error) {
	var envelope struct {
		Header struct {
			MessageType string `json:"messageType"`
			Status      string `json:"status"`
		} `json:"header"`
		Payload json.RawMessage `json:"payload"`
	}
	if err := json.Unmarshal(body, &envelope); err != nil {
		return Received{}, fmt.Errorf("the server sent what is no message: %w", err)
	}
	received := Received{Body: body}
	var err error
	switch envelope.Header.MessageType {
	case "statusReport":
		received.Report = &Report{Good: envelope.Header.Status == "good"}
		err = json.Unmarshal(envelope.Payload, received.Report)
	case "receivedMessage":
		received.Delivery = &Delivery{}
		err = json.Unmarshal(envelope.Payload, received.Delivery)
	}
	if err != nil {
		return Received{}, fmt.Errorf("the server sent a malformed message: %w", err)
	}
	return received, nil
}
