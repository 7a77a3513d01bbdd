package supervisor

import (
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"syscall"
)

// request is a request to the keeper. On the socket it is a length of 4 bytes, which may carry
// a file, and then JSON. Strings are sent as bytes, because they need not be UTF-8.
type request struct {
	Kind    requestKind
	ID      int            `json:",omitempty"` // of the process, chosen by the supervisor
	Program []byte         `json:",omitempty"`
	Args    [][]byte       `json:",omitempty"`
	Env     [][]byte       `json:",omitempty"`
	Dir     []byte         `json:",omitempty"`
	Signal  syscall.Signal `json:",omitempty"`
	Folder  []byte         `json:",omitempty"`
}

type requestKind string

const (
	requestStart  requestKind = "start"  // start a process; carries the file for its output; answered by replyStarted, later replyEnded
	requestSignal requestKind = "signal" // send a signal to the process group
	requestKill   requestKind = "kill"   // kill a process and its descendants; answered by replyKilled
	requestHold   requestKind = "hold"   // remove Folder at the end
	requestDrop   requestKind = "drop"   // no longer remove Folder at the end
)

// reply is a reply of the keeper about a process, in JSON.
type reply struct {
	Kind   replyKind
	ID     int
	Pid    int           `json:",omitempty"` // of the started process
	Errno  syscall.Errno `json:",omitempty"` // why it could not be started
	Status uint32        `json:",omitempty"` // its wait status
}

type replyKind string

const (
	replyStarted replyKind = "started"
	replyEnded   replyKind = "ended"
	replyKilled  replyKind = "killed"
)

// lengthBytes is the size of the length of a request.
const lengthBytes = 4

// write writes a request and passes file with it, unless file is nil.
func (r request) write(to *net.UnixConn, file *os.File) error {
	body, err := json.Marshal(r)
	if err != nil {
		return err
	}
	var rights []byte
	if file != nil {
		rights = syscall.UnixRights(int(file.Fd()))
	}
	// The length is sent alone, so that the file arrives with its first byte.
	if _, _, err := to.WriteMsgUnix(binary.LittleEndian.AppendUint32(nil, uint32(len(body))), rights, nil); err != nil {
		return fmt.Errorf("asking the supervisor of servers: %w", err)
	}
	if _, err := to.Write(body); err != nil {
		return fmt.Errorf("asking the supervisor of servers: %w", err)
	}
	return nil
}

// readRequest reads a request and the file that was passed with it, or -1.
func readRequest(from *net.UnixConn) (r request, file int, err error) {
	var length [lengthBytes]byte
	rights := make([]byte, syscall.CmsgSpace(4))
	n, rightsLength, _, _, err := from.ReadMsgUnix(length[:], rights)
	if err == nil && n == 0 {
		err = io.EOF
	}
	if err == nil {
		_, err = io.ReadFull(from, length[n:])
	}
	if err != nil {
		return request{}, -1, err
	}
	if file, err = fileIn(rights[:rightsLength]); err != nil {
		return request{}, -1, err
	}
	body := make([]byte, binary.LittleEndian.Uint32(length[:]))
	if _, err = io.ReadFull(from, body); err == nil {
		err = json.Unmarshal(body, &r)
	}
	return r, file, err
}

// fileIn returns the file in a control message, or -1.
func fileIn(rights []byte) (int, error) {
	if len(rights) == 0 {
		return -1, nil
	}
	messages, err := syscall.ParseSocketControlMessage(rights)
	if err != nil {
		return -1, err
	}
	if len(messages) != 1 {
		return -1, errors.New("a request has more than one control message")
	}
	files, err := syscall.ParseUnixRights(&messages[0])
	if err != nil || len(files) != 1 {
		return -1, fmt.Errorf("a request has %d files: %w", len(files), err)
	}
	syscall.CloseOnExec(files[0])
	return files[0], nil
}
