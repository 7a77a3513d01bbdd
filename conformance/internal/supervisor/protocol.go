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

// request is what the keeper is asked to do. A request is its length, 4 bytes, with
// which a file may come, and then JSON. Texts are bytes: they need not be UTF-8.
type request struct {
	Kind    requestKind
	ID      int            `json:",omitempty"` // of the process, chosen by who asks
	Program []byte         `json:",omitempty"`
	Args    [][]byte       `json:",omitempty"`
	Env     [][]byte       `json:",omitempty"`
	Dir     []byte         `json:",omitempty"`
	Signal  syscall.Signal `json:",omitempty"`
	Folder  []byte         `json:",omitempty"`
}

type requestKind string

const (
	requestStart  requestKind = "start"  // with the file to print to; replyStarted, and later replyEnded
	requestSignal requestKind = "signal" // the process group
	requestKill   requestKind = "kill"   // all that belongs to a process; replyKilled
	requestHold   requestKind = "hold"   // remove Folder at the end
	requestDrop   requestKind = "drop"   // do not remove Folder any more
)

// reply is what the keeper says of a process, in JSON.
type reply struct {
	Kind   replyKind
	ID     int
	Pid    int           `json:",omitempty"` // of what was started
	Errno  syscall.Errno `json:",omitempty"` // why nothing was
	Status uint32        `json:",omitempty"` // how it ended
}

type replyKind string

const (
	replyStarted replyKind = "started"
	replyEnded   replyKind = "ended"
	replyKilled  replyKind = "killed"
)

// lengthBytes is how long the length of a request is.
const lengthBytes = 4

// write writes a request, and sends file with it unless that is nil.
func (r request) write(to *net.UnixConn, file *os.File) error {
	body, err := json.Marshal(r)
	if err != nil {
		return err
	}
	var rights []byte
	if file != nil {
		rights = syscall.UnixRights(int(file.Fd()))
	}
	// The length goes alone: a file comes with the first byte of what it was sent with.
	if _, _, err := to.WriteMsgUnix(binary.LittleEndian.AppendUint32(nil, uint32(len(body))), rights, nil); err != nil {
		return fmt.Errorf("asking the supervisor of servers: %w", err)
	}
	if _, err := to.Write(body); err != nil {
		return fmt.Errorf("asking the supervisor of servers: %w", err)
	}
	return nil
}

// readRequest reads a request. The file that came with it is -1 if there was none.
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

// fileIn returns the file in a control message, -1 if there is none.
func fileIn(rights []byte) (int, error) {
	if len(rights) == 0 {
		return -1, nil
	}
	messages, err := syscall.ParseSocketControlMessage(rights)
	if err != nil {
		return -1, err
	}
	if len(messages) != 1 {
		return -1, errors.New("more than one control message came with a request")
	}
	files, err := syscall.ParseUnixRights(&messages[0])
	if err != nil || len(files) != 1 {
		return -1, fmt.Errorf("%d files came with a request: %w", len(files), err)
	}
	syscall.CloseOnExec(files[0])
	return files[0], nil
}
