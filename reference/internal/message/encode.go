package message

import (
	"bytes"
	"encoding/json"
	"strconv"
)

// EncodeDelivery returns the body pushed to a client: data, and the name of the
// handler whose answer sent it. CLIENTS-2
func EncodeDelivery(handler string, data json.RawMessage) []byte {
	body := []byte(`{"header":{"messageType":"receivedMessage"},"payload":{"type":`)
	body = append(body, quote(handler)...)
	body = append(body, `,"data":`...)
	body = append(body, data...)
	return append(body, `}}`...)
}

// EncodePeer returns the body sent to another server. No hops are written
// where it has passed none, no id where it has none. SERVERS-2, SERVERS-9, SERVERS-11
func EncodePeer(p Peer) []byte {
	body := []byte(`{"header":{"scope":"server"`)
	if p.Hops > 0 {
		body = append(body, `,"hops":`...)
		body = strconv.AppendInt(body, int64(p.Hops), 10)
	}
	body = append(body, `},"payload":{"type":`...)
	body = append(body, quote(p.Type)...)
	body = append(body, `,"data":`...)
	body = append(body, p.Data...)
	if p.ID != nil {
		body = append(body, `,"id":`...)
		body = append(body, p.ID...)
	}
	return append(body, `}}`...)
}

// EncodeDummy returns the answer to the built-in type dummy. BUILTIN-1
func EncodeDummy(id json.RawMessage) []byte {
	body := []byte(`{"header":{"status":"0"},"payload":{"type":"dummy","data":null,"id":`)
	body = append(body, id...)
	return append(body, `}}`...)
}

// quote returns text as a JSON string.
func quote(text string) json.RawMessage {
	var quoted bytes.Buffer
	encoder := json.NewEncoder(&quoted)
	encoder.SetEscapeHTML(false) // which would make it up to six times as long
	if err := encoder.Encode(text); err != nil {
		panic("message: a string that JSON cannot hold: " + err.Error()) // encoding/json takes every string
	}
	return bytes.TrimSuffix(quoted.Bytes(), []byte("\n"))
}

// quoteAll returns as many of texts as limit bytes can hold, as a JSON array of
// strings, and nil where that is none.
func quoteAll(texts []string, limit int) json.RawMessage {
	var array []byte
	for _, text := range texts {
		quoted := quote(text)
		if len(array)+len(quoted)+len(",]") > limit {
			break
		}
		array = append(append(array, ','), quoted...)
	}
	if array == nil {
		return nil
	}
	array[0] = '['
	return append(array, ']')
}
