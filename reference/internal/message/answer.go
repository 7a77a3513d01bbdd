package message

import "encoding/json"

// A Command is what a handler's answer tells the server to do: SendClients,
// SendServers or SendHandler.
type Command interface{ command() }

// SendClients names the users who get the answer's data. CLIENTS-1
type SendClients []string

// SendServers holds the addresses of the servers that get it. SERVERS-1
type SendServers []string

// SendHandler names the handler that gets it next. CHAIN-1
type SendHandler string

func (SendClients) command() {}
func (SendServers) command() {}
func (SendHandler) command() {}

// Answer is what a handler wants done, and with which data. RESP-3
type Answer struct {
	Command Command
	Data    json.RawMessage
}

func badAnswer(format string, args ...any) *Error {
	return Errorf(HandlerMalformed, "the handler's answer is malformed: "+format, args...)
}

// DecodeAnswer reads a handler's answer. One that is no success, or that is
// malformed in any member, is an Error: its command must not be run.
// RESP-1 to RESP-5
func DecodeAnswer(body []byte) (Answer, *Error) {
	v, err := parse(body)
	if err != nil {
		return Answer{}, badAnswer("%s", err.Reason)
	}
	envelope, ok := v.members("header", "data")
	if !ok {
		return Answer{}, badAnswer("it is not an object, or names a member twice")
	}
	header, ok := envelope[0].members("status", "command")
	if !ok {
		return Answer{}, badAnswer("header is missing, not an object, or names a member twice")
	}
	if err := checkStatus(header[0]); err != nil {
		return Answer{}, err
	}
	if envelope[1] == nil {
		return Answer{}, badAnswer("data is missing")
	}
	command, err := decodeCommand(header[1])
	return Answer{Command: command, Data: envelope[1].raw()}, err
}

// checkStatus accepts the status that means success. RESP-1, RESP-2
func checkStatus(status value) *Error {
	text, ok := status.text()
	if !ok || !isDigits(text) {
		return badAnswer("header.status is not a string of decimal digits")
	}
	if text != "0" {
		return Errorf(HandlerFailed, "the handler answered with a status other than 0")
	}
	return nil
}

func isDigits(text string) bool {
	for i := range len(text) {
		if text[i] < '0' || '9' < text[i] {
			return false
		}
	}
	return text != ""
}

// decodeCommand reads header.command. RESP-3, RESP-4
func decodeCommand(command value) (Command, *Error) {
	members, ok := command.members("type", "data")
	if !ok {
		return nil, badAnswer("header.command is missing, not an object, or names a member twice")
	}
	name, ok := members[0].text()
	if !ok {
		return nil, badAnswer("header.command.type is missing or not a string")
	}
	data := members[1]
	if data == nil {
		return nil, badAnswer("header.command.data is missing")
	}
	switch name {
	case "sendClients":
		names, ok := data.texts()
		return SendClients(names), unless(ok, "sendClients takes an array of strings") // CLIENTS-9
	case "sendServers":
		addresses, ok := data.texts()
		return SendServers(addresses), unless(ok, "sendServers takes an array of strings") // SERVERS-7
	case "sendHandler":
		name, ok := data.text()
		return SendHandler(name), unless(ok && name != "", "sendHandler takes a string that is not empty") // CHAIN-6
	}
	return nil, Errorf(UnknownCommand, "the handler's command is none of sendClients, sendServers, sendHandler")
}

func unless(ok bool, reason string) *Error {
	if ok {
		return nil
	}
	return badAnswer("%s", reason)
}
