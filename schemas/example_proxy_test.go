package schemas_test

import (
	"encoding/binary"
	"fmt"
	"io"
	"net"
	"sync"

	"github.com/besterprotocol/bester/schemas"
)

// A proxy stands between a client and its server, and prints what is wrong with
// what they say.
func ExampleConversation_proxy() {
	client, fromClient := connection()
	toServer, server := connection()
	var proxy sync.WaitGroup
	proxy.Go(func() { carry(fromClient, toServer) })

	write(client, `{"header":{"scope":"client","authentication":{"usrname":"alice","password":"secret"}}}`)
	client.CloseWrite()
	request, _ := io.ReadAll(server)
	fmt.Println("the server has received", len(request), "bytes")
	write(server, `{"header":{"messageType":"statusReport","status":"bad"},"payload":{"id":"auth_special"}}`)
	server.Close()
	answer, _ := io.ReadAll(client)
	fmt.Println("the client has received", len(answer), "bytes")
	client.Close()
	proxy.Wait()
	// Output:
	// the client's frame 1: client-authenticate: line 1, column 47: /header/authentication: member "username" is missing
	// the server has received 90 bytes
	// the client has received 92 bytes
}

// carry hands on what a client and its server say to each other.
func carry(client, server *net.TCPConn) {
	defer client.Close()
	defer server.Close()
	conversation := schemas.NewConversation(schemas.ServerSocket, schemas.DefaultLimit, func(m schemas.Message) {
		if m.Err != nil {
			fmt.Printf("the %s's frame %d: %v\n", m.Sender, m.Number, m.Err)
		}
	})
	var directions sync.WaitGroup
	directions.Go(func() { pass(client, server, conversation.Stream(schemas.Opener)) })
	directions.Go(func() { pass(server, client, conversation.Stream(schemas.Acceptor)) })
	directions.Wait()
}

// pass hands on each piece when it has been judged, and the end of the stream.
func pass(from, to *net.TCPConn, judged io.WriteCloser) {
	defer to.CloseWrite()
	defer judged.Close()
	io.Copy(to, io.TeeReader(from, judged))
}

// connection returns the two ends of one.
func connection() (opener, acceptor *net.TCPConn) {
	listener, err := net.ListenTCP("tcp", &net.TCPAddr{IP: net.IPv4(127, 0, 0, 1)})
	if err != nil {
		panic(err)
	}
	defer listener.Close()
	opener, err = net.DialTCP("tcp", nil, listener.Addr().(*net.TCPAddr))
	if err != nil {
		panic(err)
	}
	acceptor, err = listener.AcceptTCP()
	if err != nil {
		panic(err)
	}
	return opener, acceptor
}

// write sends a message with its length.
func write(w io.Writer, body string) {
	w.Write(append(binary.LittleEndian.AppendUint32(nil, uint32(len(body))), body...))
}
