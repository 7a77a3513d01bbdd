package deviant

// federation are servers that send to others as they must not.
var federation = []Server{
	{"peer-message-twice-on-connection", "SERVERS-1", "writes a peer message twice on its connection", []Edit{
		{peerGo, "conn.Write(framed)", "conn.Write(slices.Concat(framed, framed))"},
	}},
	{"peer-message-on-two-connections", "SERVERS-1", "sends a peer message again on a second connection", []Edit{
		{sendServersGo, "errs[i] = s.peers.Send(ctx, address, framed)", "s.peers.Send(ctx, address, framed)\n\t\t\terrs[i] = s.peers.Send(ctx, address, framed)"},
	}},
	{"peer-connection-reused", "SERVERS-1", "keeps the connection to an address and sends the next message on it", []Edit{
		{peerGo, "\tconn, err := dialer.DialContext(ctx, \"tcp\", address)\n", `	keptMu.Lock()
	defer keptMu.Unlock()
	conn, err := kept[address], error(nil)
	if conn == nil {
		conn, err = dialer.DialContext(ctx, "tcp", address)
	}
	kept[address] = conn
`},
		{peerGo, "\treturn conn.Close()\n", "\treturn nil\n"},
		{peerGo, "// Sender sends frames", "var kept = map[string]net.Conn{}\n\nvar keptMu sync.Mutex // guards kept\n\n// Sender sends frames"},
	}},
	{"peer-message-to-first-address-only", "SERVERS-1", "sends to the first address only", []Edit{
		{sendServersGo, "targets := unique(addresses)", "targets := unique(addresses[:min(1, len(addresses))])"},
	}},
	{"peer-message-of-scope-client", "SERVERS-1", "writes the scope client into a peer message", []Edit{
		{encodeGo, `"scope":"server"`, `"scope":"client"`},
	}},
	{"own-address-skipped", "SERVERS-1", "does not send to an address that it listens at itself", []Edit{
		{sendServersGo, "targets := unique(addresses)", `targets := unique(addresses)
	for _, l := range s.config.Listeners {
		targets = slices.DeleteFunc(targets, func(address string) bool { return address == l.Address })
	}`},
	}},
	{"peer-message-repeated-without-report", "SERVERS-1", "sends a peer message again where no report comes", []Edit{
		{peerGo, "\treturn conn.Close()\n", `	conn.SetReadDeadline(time.Now().Add(time.Second / 2))
	if _, err := conn.Read(make([]byte, 1024)); err != nil {
		if again, err := dialer.DialContext(ctx, "tcp", address); err == nil {
			again.Write(framed)
			again.Close()
		}
	}
	return conn.Close()
`},
	}},
	{"peer-message-repeated-after-bad-report", "SERVERS-1", "sends a peer message again where the peer reports bad", []Edit{
		{peerGo, "\treturn conn.Close()\n", `	conn.SetReadDeadline(time.Now().Add(2 * time.Second))
	answer := make([]byte, 1024)
	if n, _ := conn.Read(answer); strings.Contains(string(answer[:n]), "bad") {
		conn.Write(framed)
	}
	return conn.Close()
`},
	}},
	{"peer-message-of-original-type", "CHAIN-2", "gives a peer message the type of the message being served, not the name of the handler that answered", []Edit{
		{routerGo, "s.sendServers(ctx, command, j, name,", "s.sendServers(ctx, command, j, j.Type,"},
	}},
	{"peer-message-of-question", "SERVERS-2", "sends on the data that the handler was given, not what it answered", []Edit{
		{routerGo, "j, name, answer.Data)", "j, name, data)"},
	}},
	{"failing-address-stops-the-rest", "SERVERS-3", "sends to one address after the other and stops at the first that fails", []Edit{
		{sendServersGo, `		sending.Go(func() { // SERVERS-6: none waits for another
			errs[i] = s.peers.Send(ctx, address, framed)
			<-room
		})
`, `		if errs[i] = s.peers.Send(ctx, address, framed); errs[i] != nil {
			break
		}
		<-room
`},
	}},
	{"malformed-address-stops-all", "SERVERS-3", "sends nothing where one of the addresses is malformed", []Edit{
		{sendServersGo, "\terrs := make([]error, len(targets))\n", `	errs := make([]error, len(targets))
	for _, target := range targets {
		if _, _, err := net.SplitHostPort(target); err != nil {
			return unreached([]error{err})
		}
	}
`},
	}},
	{"impossible-name-stops-all", "SERVERS-3", "sends nothing if one of the host names has a label that is empty or longer than 63 letters", []Edit{
		{sendServersGo, "\terrs := make([]error, len(targets))\n", `	errs := make([]error, len(targets))
	for _, target := range targets {
		host, _, _ := net.SplitHostPort(target)
		for _, label := range strings.Split(host, ".") {
			if host != "" && (label == "" || len(label) > 63) {
				return unreached([]error{fmt.Errorf("%q is no name", host)})
			}
		}
	}
`},
	}},
	{"unreachable-server-good", "SERVERS-3", "reports good although a server could not be reached", []Edit{
		{sendServersGo, "if failures == 0 {", "if failures >= 0 {"},
	}},
	{"one-reached-server-suffices", "SERVERS-3", "reports bad only where no server at all could be reached", []Edit{
		{sendServersGo, "if failures == 0 {", "if failures < len(errs) || failures == 0 {"},
	}},
	{"peers-bad-report-counts", "SERVERS-4", "waits for the peer's report and reports bad where that is bad", []Edit{
		{peerGo, "\treturn conn.Close()\n", `	conn.SetReadDeadline(time.Now().Add(2 * time.Second))
	answer := make([]byte, 1024)
	n, _ := conn.Read(answer)
	if strings.Contains(string(answer[:n]), "bad") {
		return fmt.Errorf("%s could not serve it", address)
	}
	return conn.Close()
`},
	}},
	{"peers-good-report-wanted", "SERVERS-4", "reports bad unless the peer reports good", []Edit{
		{peerGo, "\treturn conn.Close()\n", `	conn.SetReadDeadline(time.Now().Add(time.Second / 2))
	answer := make([]byte, 1024)
	n, _ := conn.Read(answer)
	if !strings.Contains(string(answer[:n]), "good") {
		return fmt.Errorf("%s did not serve it", address)
	}
	return conn.Close()
`},
	}},
	{"peer-has-to-close", "SERVERS-4", "reports bad unless the peer closes the connection soon", []Edit{
		{peerGo, "\treturn conn.Close()\n", `	conn.SetReadDeadline(time.Now().Add(time.Second / 2))
	if _, err := io.ReadAll(conn); err != nil {
		return err
	}
	return conn.Close()
`},
	}},
	{"port-as-signed-16-bits", "SERVERS-5", "takes ports above 32767 as malformed", []Edit{
		{peerGo, "strconv.ParseUint(port, 10, 16); err != nil || number == 0 {", "strconv.ParseInt(port, 10, 16); err != nil || number <= 0 {"},
	}},
	{"address-number-only", "SERVERS-5", "takes host names as malformed", []Edit{
		{peerGo, `if host == "" {`, `if _, err := netip.ParseAddr(host); err != nil {`},
	}},
	{"host-name-in-small-letters", "SERVERS-5", "takes a host name with a capital as malformed", []Edit{
		{peerGo, " || 'A' <= r && r <= 'Z'", ""},
	}},
	{"address-ipv4-only", "SERVERS-5", "connects over IPv4 only", []Edit{
		{peerGo, `DialContext(ctx, "tcp", address)`, `DialContext(ctx, "tcp4", address)`},
	}},
	{"port-with-zeros-malformed", "SERVERS-5", "takes a port that begins with a zero as malformed", []Edit{
		{peerGo, "err != nil || number == 0 {", "err != nil || number == 0 || port[0] == '0' {"},
	}},
	{"address-unchecked", "SERVERS-5", "gives whatever text it finds to the system to connect to", []Edit{
		{peerGo, "if err := CheckAddress(address); err != nil {", "if err := CheckAddress(address); err != nil && !strings.Contains(address, \":\") {"},
	}},
	{"address-without-host", "SERVERS-5", "takes an address without a host, or without anything but the port, as one of this machine", []Edit{
		{peerGo, "\tif err := CheckAddress(address); err != nil {", `	if _, err := strconv.Atoi(strings.TrimPrefix(address, ":")); err == nil {
		address = "localhost:" + strings.TrimPrefix(address, ":")
	}
	if err := CheckAddress(address); err != nil {`},
	}},
	{"address-as-url", "SERVERS-5", "takes a URL of the scheme tcp as an address, with a slash behind it or not", []Edit{
		{peerGo, "\tif err := CheckAddress(address); err != nil {", "\taddress = strings.TrimSuffix(strings.TrimPrefix(address, \"tcp://\"), \"/\")\n\tif err := CheckAddress(address); err != nil {"},
	}},
	{"address-trimmed", "SERVERS-5", "passes over white space in an address", []Edit{
		{peerGo, "\tif err := CheckAddress(address); err != nil {", "\taddress = strings.ReplaceAll(address, \" \", \"\")\n\tif err := CheckAddress(address); err != nil {"},
	}},
	{"port-with-sign", "SERVERS-5", "takes a port with a plus in front of it", []Edit{
		{peerGo, "\tif err := CheckAddress(address); err != nil {", "\taddress = strings.ReplaceAll(address, \":+\", \":\")\n\tif err := CheckAddress(address); err != nil {"},
	}},
	{"brackets-around-any-host", "SERVERS-5", "takes brackets around any host", []Edit{
		{peerGo, "if inBrackets {", "if inBrackets && strings.Contains(host, \":\") {"},
	}},
	{"ipv6-without-brackets", "SERVERS-5", "takes an IPv6 address without brackets and its port behind the last colon", []Edit{
		{peerGo, "\tif err := CheckAddress(address); err != nil {", `	if last := strings.LastIndexByte(address, ':'); strings.Count(address, ":") > 1 && address[0] != '[' {
		address = "[" + address[:last] + "]" + address[last:]
	}
	if err := CheckAddress(address); err != nil {`},
	}},
	{"ipv6-with-zone", "SERVERS-5", "takes an IPv6 address with a zone", []Edit{
		{peerGo, ` || ip.Zone() != ""`, ""},
	}},
	{"ipv4-with-zeros", "SERVERS-5", "takes an IPv4 address whose numbers have zeros in front of them", []Edit{
		{peerGo, "\tif err := CheckAddress(address); err != nil {", "\taddress = regexp.MustCompile(`\\.0+([0-9])`).ReplaceAllString(address, \".$1\")\n\tif err := CheckAddress(address); err != nil {"},
	}},
	{"ipv4-in-fewer-numbers", "SERVERS-5", "takes the old notations of IPv4, in which the last number stands for all bytes that are left", []Edit{
		{peerGo, "\tif err := CheckAddress(address); err != nil {", `	host, port, _ := net.SplitHostPort(address)
	parts := strings.Split(host, ".")
	if number, err := strconv.ParseUint(parts[len(parts)-1], 10, 32); err == nil && len(parts) < 4 {
		for i, part := range parts[:len(parts)-1] {
			first, _ := strconv.ParseUint(part, 10, 8)
			number |= first << (24 - 8*i)
		}
		address = fmt.Sprintf("%d.%d.%d.%d:%s", byte(number>>24), byte(number>>16), byte(number>>8), byte(number), port)
	}
	if err := CheckAddress(address); err != nil {`},
	}},
	{"connecting-unbounded", "SERVERS-6", "waits for a connection to another server for as long as the system does", []Edit{
		{peerGo, "net.Dialer{Timeout: s.ConnectTimeout}", "net.Dialer{}"},
	}},
	{"addresses-in-turn", "SERVERS-6", "sends to one address after the other", []Edit{
		{sendServersGo, "sending.Go(func() { // SERVERS-6: none waits for another\n\t\t\terrs[i] = s.peers.Send(ctx, address, framed)\n\t\t\t<-room\n\t\t})", "errs[i] = s.peers.Send(ctx, address, framed)\n\t\t<-room"},
	}},
	{"addresses-in-turn-by-port", "SERVERS-6", "sends to one address after the other, that whose port comes last by the digits first", []Edit{
		{sendServersGo, "targets := unique(addresses) // SERVERS-13", `targets := unique(addresses)
	slices.SortFunc(targets, func(a, b string) int {
		_, portA, _ := net.SplitHostPort(a)
		_, portB, _ := net.SplitHostPort(b)
		return strings.Compare(portB, portA)
	})`},
		{sendServersGo, "sending.Go(func() { // SERVERS-6: none waits for another\n\t\t\terrs[i] = s.peers.Send(ctx, address, framed)\n\t\t\t<-room\n\t\t})", "errs[i] = s.peers.Send(ctx, address, framed)\n\t\t<-room"},
	}},
	{"waits-for-peers-end", "SERVERS-10", "waits, without a bound, until the peer has closed the connection", []Edit{
		{peerGo, "\treturn conn.Close()\n", "\tio.Copy(io.Discard, conn)\n\treturn conn.Close()\n"},
	}},
	{"writing-unbounded", "SERVERS-6", "waits without a bound for a peer to read what it writes", []Edit{
		{peerGo, "\tconn.SetWriteDeadline(time.Now().Add(s.WriteTimeout))\n", ""},
	}},
	{"strings-anywhere-are-addresses", "SERVERS-7", "takes every string in the data of sendServers as an address, whatever the data is", []Edit{
		{answerGo, "addresses, ok := data.texts()\n", `var addresses []string
		for _, quoted := range regexp.MustCompile("\"[^\"]*\"").FindAll(data, -1) {
			addresses = append(addresses, strings.Trim(string(quoted), "\""))
		}
		ok := true
`},
	}},
	{"one-address-without-list", "SERVERS-7", "takes a string as a list of one address", []Edit{
		{answerGo, "addresses, ok := data.texts()\n", `addresses, ok := data.texts()
		if text, is := data.text(); is {
			addresses, ok = []string{text}, true
		}
`},
	}},
	{"no-addresses-null", "SERVERS-7", "takes null as a list of no addresses", []Edit{
		{answerGo, `unless(ok, "sendServers`, `unless(ok || string(data) == "null", "sendServers`},
	}},
	{"peer-message-to-clients-as-well", "SERVERS-8", "delivers what it sends to other servers to its own clients as well", []Edit{
		{sendServersGo, "\tsending.Wait()\n", "\tsending.Wait()\n\ts.sendClients(s.sessions.names(), from, data)\n"},
	}},
	{"hops-not-counted", "SERVERS-9", "sends a peer's message on with the hops that it came with", []Edit{
		{federationGo, "hops: p.Hops + 1", "hops: p.Hops"},
	}},
	{"hops-of-client-one", "SERVERS-9", "counts itself among the servers that a client's message has passed", []Edit{
		{sessionGo, "job{Message: m}", "job{Message: m, hops: 1}"},
	}},
	{"hops-lost-in-chain", "SERVERS-9", "forgets the hops of a message when a handler passes it on to another", []Edit{
		{sendHandlerGo, "\treturn s.pass(", "\tj.hops = 0\n\treturn s.pass("},
	}},
	{"hops-without-limit", "SERVERS-9", "serves a peer's message however many servers it has passed", []Edit{
		{federationGo, "p.Hops > s.config.Limits.Hops", "false"},
	}},
	{"hops-refused-behind-handler", "SERVERS-9", "asks the handler before it refuses a message that has passed too many servers", []Edit{
		{federationGo, "\tif p.Hops > s.config.Limits.Hops {\n", "\tif p.Hops > s.config.Limits.Hops {\n\t\ts.ask(ctx, p.Type, p.Data)\n"},
	}},
	{"hops-overflow", "SERVERS-9", "adds to the hops in 32 bits, so that the largest become negative", []Edit{
		{federationGo, "p.Hops > s.config.Limits.Hops", "int32(p.Hops+1) > int32(s.config.Limits.Hops+1)"},
	}},
	{"hops-refused-as-malformed", "SERVERS-9", "reports a message that has passed too many servers as malformed", []Edit{
		{federationGo, "failed(message.Loop,", "failed(message.Malformed,"},
	}},
	{"malformed-hops-are-none", "SERVERS-9", "takes hops of another form for 0", []Edit{
		{messageGo, "if hops != nil && !ok {", "if false && !ok {"},
	}},
	{"hops-with-point-malformed", "SERVERS-9", "takes hops that are written with a point as malformed, such as 3.0", []Edit{
		{messageGo, "if hops != nil && !ok {", "if hops != nil && (!ok || strings.Contains(string(hops), \".\")) {"},
	}},
	{"peers-words-are-failures", "SERVERS-10", "takes whatever a peer says on the connection for a failure", []Edit{
		{peerGo, "\treturn conn.Close()\n", `	conn.SetReadDeadline(time.Now().Add(2 * time.Second))
	if n, _ := conn.Read(make([]byte, 1024)); n > 0 {
		return fmt.Errorf("%s has something to say", address)
	}
	return conn.Close()
`},
	}},
	{"peers-silence-is-failure", "SERVERS-10", "reports bad where a peer neither answers nor closes soon", []Edit{
		{peerGo, "\treturn conn.Close()\n", `	conn.SetReadDeadline(time.Now().Add(time.Second / 2))
	if _, err := conn.Read(make([]byte, 1024)); errors.Is(err, os.ErrDeadlineExceeded) {
		return err
	}
	return conn.Close()
`},
	}},
	{"peers-end-is-failure", "SERVERS-10", "reports bad where a peer closes the connection without a word", []Edit{
		{peerGo, "\treturn conn.Close()\n", `	conn.SetReadDeadline(time.Now().Add(time.Second))
	if n, err := conn.Read(make([]byte, 1024)); n == 0 && !errors.Is(err, os.ErrDeadlineExceeded) {
		return err
	}
	return conn.Close()
`},
	}},
	{"peer-message-without-id", "SERVERS-11", "sends peer messages without an id", []Edit{
		{sendServersGo, "Data: data, ID: j.ID}", "Data: data}"},
	}},
	{"peer-message-of-own-id", "SERVERS-11", "gives every peer message an id of its own", []Edit{
		{sendServersGo, "ID: j.ID}", "ID: fmt.Appendf(nil, \"%q\", strconv.Itoa(int(time.Now().UnixNano())))}"},
	}},
	{"peer-message-id-empty-for-none", "SERVERS-11", "sends on with an empty id what came from a peer without one", []Edit{
		{encodeGo, "if p.ID != nil {", "if p.ID == nil {\n\t\tp.ID = quote(\"\")\n\t}\n\tif p.ID != nil {"},
	}},
	{"peer-message-empty-id-left-out", "SERVERS-11", "leaves the id out of a peer message where it is empty", []Edit{
		{encodeGo, "if p.ID != nil {", "if len(p.ID) > len(`\"\"`) {"},
	}},
	{"id-of-peer-not-passed-on", "SERVERS-11", "sends on without an id what came from a peer with one", []Edit{
		{sendServersGo, "ID: j.ID}", "ID: map[bool]json.RawMessage{true: j.ID}[j.hops == 0]}"},
	}},
	{"no-addresses-bad", "SERVERS-12", "reports bad where the list of addresses is empty", []Edit{
		{answerGo, `unless(ok, "sendServers`, `unless(ok && len(addresses) > 0, "sendServers`},
	}},
	{"address-twice-is-two", "SERVERS-13", "sends twice to an address that stands twice in the list", []Edit{
		{sendServersGo, "targets := unique(addresses)", "targets := []string(addresses)"},
	}},
	{"neighbouring-addresses-only", "SERVERS-13", "counts an address once only where it stands twice in a row", []Edit{
		{sendServersGo, "targets := unique(addresses)", "targets := slices.Compact([]string(addresses))"},
	}},
	{"addresses-compared-by-number", "SERVERS-13", "takes the name and the number of a server for the same address", []Edit{
		{sendServersGo, "targets := unique(addresses)", `var numbers []string
	for _, address := range addresses {
		numbers = append(numbers, strings.Replace(address, "localhost:", "127.0.0.1:", 1))
	}
	targets := unique(numbers)`},
	}},
}
