package deviant

// Statements about the queue of frames for a connection.
const (
	queueLimit   = "if o.err == nil && o.size > 0 && o.size+len(framed) > o.limit {"
	nextToWrite  = "framed := o.waiting[0]\n\t\to.waiting = o.waiting[1:]\n"
	readsSession = "for {\n\t\tbody, err := c.read()\n"
)

// dropping returns an edit that inserts statements for a frame that does not fit into a queue.
func dropping(statements string) []Edit {
	return []Edit{{outboxGo, queueLimit, "if o.err == nil && o.size > 0 && o.size+len(framed) > o.limit {\n\t\t" + statements + "\n\t}\n\t" + queueLimit}}
}

// queues are servers that queue frames or messages wrongly.
var queues = []Server{
	{"deliveries-held-without-bound", "CLIENTS-4", "queues deliveries without a limit for a session that does not read", []Edit{
		{outboxGo, queueLimit, "if o.err == nil && o.size > 0 && o.size+len(framed) > o.limit && !bytes.Contains(framed, []byte(\"receivedMessage\")) {"},
	}},
	{"session-mute-once-full", "CLIENTS-4", "sends no deliveries to a session whose queue was full once, and leaves it open", []Edit{
		{outboxGo, queueLimit, `if _, is := muteQueues.Load(o); is && bytes.Contains(framed, []byte("receivedMessage")) {
		return errQueueFull
	}
	if o.err == nil && o.size > 0 && o.size+len(framed) > o.limit {
		muteQueues.Store(o, true)
		return errQueueFull
	}
	` + queueLimit},
		{outboxGo, "// put takes framed", "var muteQueues sync.Map // of outboxes\n\n// put takes framed"},
	}},
	{"reports-held-without-bound", "CONN-12", "queues reports without a limit for a client that does not read", []Edit{
		{outboxGo, queueLimit, "if o.err == nil && o.size > 0 && o.size+len(framed) > o.limit && !bytes.Contains(framed, []byte(\"statusReport\")) {"},
	}},
	{"messages-held-without-bound", "CONN-12", "reads and queues messages without a limit while one is served", []Edit{
		{sessionGo, readsSession, `type arrival struct {
		body []byte
		err  error
	}
	var mu sync.Mutex
	var unserved []arrival
	more := make(chan struct{}, 1)
	go func() {
		for err := error(nil); err == nil; {
			var body []byte
			body, err = c.read()
			mu.Lock()
			unserved = append(unserved, arrival{body, err})
			mu.Unlock()
			select {
			case more <- struct{}{}:
			default:
			}
		}
	}()
	for {
		mu.Lock()
		for len(unserved) == 0 {
			mu.Unlock()
			<-more
			mu.Lock()
		}
		body, err := unserved[0].body, unserved[0].err
		unserved = unserved[1:]
		mu.Unlock()
`},
	}},
	{"report-dropped-where-full", "STAT-1", "drops a report that does not fit into the client's queue", dropping(
		"if bytes.Contains(framed, []byte(\"statusReport\")) {\n\t\t\treturn nil\n\t\t}")},
	{"delivery-dropped-where-full", "STAT-4", "drops a delivery that does not fit into a queue, and reports good", dropping(
		"if bytes.Contains(framed, []byte(\"receivedMessage\")) {\n\t\t\treturn nil\n\t\t}")},
	{"oldest-delivery-dropped-where-full", "STAT-4", "drops the oldest deliveries when a queue is full", dropping(
		"for len(o.waiting) > 0 && o.size+len(framed) > o.limit {\n\t\t\to.size -= len(o.waiting[0])\n\t\t\to.waiting = o.waiting[1:]\n\t\t}")},
	{"last-queued-first-written", "CONN-5", "writes the newest frame first if many frames wait for a connection", []Edit{
		{outboxGo, nextToWrite, nextToWrite + `		if o.size > 1<<20 && len(o.waiting) > 0 {
			framed, o.waiting = o.waiting[len(o.waiting)-1], append([][]byte{framed}, o.waiting[:len(o.waiting)-1]...)
		}
`},
	}},
}
