package message

import "encoding/json"

// IsClose reports whether data, the data of a message of type builtin, is the
// command that closes the connection. BUILTIN-2
func IsClose(data json.RawMessage) bool {
	members, ok := value(data).members("command")
	if !ok {
		return false
	}
	command, ok := members[0].members("type")
	if !ok {
		return false
	}
	name, _ := command[0].text()
	return name == "close"
}
