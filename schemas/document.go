package schemas

import "encoding/json"

// Document is the schema of one kind, as its file has it.
type Document struct {
	Kind        Kind   `json:"kind"`
	Title       string `json:"title"`
	Description string `json:"description"` // with the ids of the requirements behind it
	ID          string `json:"$id"`         // stable: it changes with the version of the protocol only
	Text        []byte `json:"-"`           // the file
}

// Schema returns the schema of a kind. A kind that does not exist gives an
// error that wraps ErrUnknownKind. The text is the caller's to change.
func Schema(kind Kind) (Document, error) {
	if _, err := opaqueData(kind); err != nil {
		return Document{}, err
	}
	d := Document{Text: schemaText(string(kind))}
	if err := json.Unmarshal(d.Text, &d); err != nil {
		return Document{}, err
	}
	d.Kind = kind
	return d, nil
}
