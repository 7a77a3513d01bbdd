Feature: Frames
  Every message is one frame: four bytes of length, least significant first,
  and a body of that many bytes. How the bytes arrive makes no difference.

  @FRAME-1
  Scenario: A message goes in and comes out as a frame on every connection
    Given "alice" and "bob" are signed in
    And the "chat" handler answers with sendClients to "bob"
    When "alice" sends "chat" message "1" carrying {"text":"hi"}
    Then the "chat" handler receives {"text":"hi"}
    And "bob" receives a "chat" delivery carrying {"text":"hi"}
    And "alice" receives a good report for "1"

  @FRAME-1
  Scenario Outline: The length counts bytes, not characters: <text>
    Given "alice" and "bob" are signed in
    And the "chat" handler answers with sendClients to "bob"
    When "alice" sends "chat" message "1" carrying <text>
    Then the "chat" handler receives <text>
    And "bob" receives a "chat" delivery carrying <text>
    And "alice" receives a good report for "1"

    Examples:
      | text                 |
      | "é"                  |
      | "日本語日本語日本語" |
      | "😀😀😀😀"           |

  @FRAME-1
  Scenario Outline: Every byte of the length counts: a frame of <size> bytes
    Given "alice" and "bob" are signed in
    And the "chat" handler answers with sendClients to "bob"
    When "alice" sends "chat" message "1" in a frame of <size> bytes
    Then the "chat" handler receives the same data
    And "bob" receives a "chat" delivery carrying the same data
    And "alice" receives a good report for "1"

    Examples:
      | size  |
      | 127   |
      | 128   |
      | 255   |
      | 256   |
      | 258   |
      | 513   |
      | 32768 |
      | 65023 |

  @FRAME-2
  Scenario: A message that arrives one byte at a time
    Given "alice" and "bob" are signed in
    And the "chat" handler answers with sendClients to "bob"
    When "alice" sends "chat" message "1" carrying {"text":"hi"} one byte at a time
    Then "bob" receives a "chat" delivery carrying {"text":"hi"}
    And "alice" receives a good report for "1"

  @FRAME-2
  Scenario: A message that is cut in two, wherever it can be
    Given "alice" is signed in
    And the "chat" handler answers with sendClients to nobody
    When "alice" sends a "chat" message once for every place where it can be cut in two
    Then "alice" receives a good report for each of them

  @FRAME-2
  Scenario Outline: A message of which <bytes> bytes come before others are served, and the rest behind
    Given "alice" and "bob" are signed in
    And the "chat" handler answers with sendClients to nobody
    When "alice" sends the first <bytes> bytes of a "chat" message
    And "bob" sends "chat" message "2" carrying 1
    Then "bob" receives a good report for "2"
    When "alice" sends the rest of it
    Then "alice" receives a good report for "part"

    Examples:
      | bytes |
      | 1     |
      | 2     |
      | 20    |

  @FRAME-2
  Scenario: Ten messages in one write
    Given "alice" is signed in
    And the "chat" handler answers with sendClients to nobody
    When "alice" sends "chat" messages "1" to "10" in one write
    Then "alice" receives a good report for each of them

  @FRAME-2
  Scenario: Two messages in one write, neither of them for a handler
    Given "alice" is signed in
    When "alice" sends "unknown" message "1" and "nobody's" message "2" in one write
    Then "alice" receives a bad report for "1"
    And "alice" receives a bad report for "2"

  @FRAME-2 @builtins
  Scenario: Two messages in one write, which the server answers itself
    Given "alice" is signed in
    When "alice" sends "dummy" message "1" and "dummy" message "2" in one write
    Then "alice" receives the dummy reply for "1"
    And "alice" receives the dummy reply for "2"

  @FRAME-2
  Scenario: The end of one message together with the beginning of the next
    Given "alice" is signed in
    And the "chat" handler answers with sendClients to nobody
    When "alice" sends "chat" messages "1" to "10" in pieces of 37 bytes
    Then "alice" receives a good report for each of them

  @FRAME-2
  Scenario: An authentication message that arrives one byte at a time
    Given a new connection "stranger"
    When "stranger" signs in as "alice" one byte at a time
    Then "stranger" receives a good report for "auth_special"

  @FRAME-2 @federation
  Scenario: A peer message that arrives one byte at a time
    Given "bob" is signed in
    And the "chat" handler answers with sendClients to "bob"
    When a peer "P" sends "chat" message "7" carrying {"text":"hi"} one byte at a time
    Then "bob" receives a "chat" delivery carrying {"text":"hi"}

  @FRAME-3
  Scenario: Whatever the server has written when its connections end was whole frames
    Given "alice" and "bob" are signed in
    And the "chat" handler answers with sendClients to "alice" and "bob"
    When "alice" sends "chat" message "1" carrying {"text":"hi"}
    And "alice" sends "nobody's" message "2" carrying 1
    Then "alice" receives a bad report for "2" behind what came before it
    And every connection ends at the end of a frame

  @FRAME-3
  Scenario: What many cause to be sent to one session at the same time does not mix
    Given "bob" is signed in
    And 100 clients are signed in
    And the "chat" handler waits for 100 messages before it answers any, with sendClients to "bob"
    When each of them sends a "chat" message
    Then each of them receives a good report
    And every connection ends at the end of a frame

  @FRAME-3 @federation
  Scenario: So it is on connections to other servers
    Given "bob" is signed in
    And a peer server "P"
    And the "relay" handler answers with sendServers to "P"
    When "bob" sends "relay" message "1" carrying {"text":"there"}
    Then "P" receives a "relay" peer message with id "1" carrying {"text":"there"}
    And every connection ends at the end of a frame

  @FRAME-4
  Scenario: A frame of 65,536 bytes from a client
    Given "alice" and "bob" are signed in
    And the "chat" handler answers with sendClients to "bob", with data "received"
    When "alice" sends "chat" message "1" in a frame of 65536 bytes
    Then the "chat" handler receives the same data
    And "bob" receives a "chat" delivery carrying "received"
    And "alice" receives a good report for "1"

  @FRAME-4
  Scenario: A frame of 65,536 bytes from a handler
    Given "alice" and "bob" are signed in
    And the "chat" handler answers with sendClients to "bob" in a frame of 65536 bytes
    When "alice" sends "chat" message "1" carrying 1
    Then "bob" receives a "chat" delivery carrying what the handler answered
    And "alice" receives a good report for "1"

  @FRAME-4 @federation
  Scenario: A frame of 65,536 bytes from a peer
    Given "bob" is signed in
    And the "chat" handler answers with sendClients to "bob", with data "received"
    When a peer "P" sends "chat" message "7" in a frame of 65536 bytes
    Then the "chat" handler receives the same data
    And "bob" receives a "chat" delivery carrying "received"

  @FRAME-5
  Scenario: A frame of 1,048,576 bytes from a client
    Given "alice" and "bob" are signed in
    And the "chat" handler answers with sendClients to "bob", with data "received"
    When "alice" sends "chat" message "1" in a frame of 1048576 bytes
    Then the "chat" handler receives the same data
    And "bob" receives a "chat" delivery carrying "received"
    And "alice" receives a good report for "1"

  @FRAME-5
  Scenario: A frame of 1,048,576 bytes from a handler
    Given "alice" and "bob" are signed in
    And the "chat" handler answers with sendClients to "bob" in a frame of 1048576 bytes
    When "alice" sends "chat" message "1" carrying 1
    Then "bob" receives a "chat" delivery carrying what the handler answered
    And "alice" receives a good report for "1"

  @FRAME-5 @federation
  Scenario: A frame of 1,048,576 bytes from a peer
    Given "bob" is signed in
    And the "chat" handler answers with sendClients to "bob", with data "received"
    When a peer "P" sends "chat" message "7" in a frame of 1048576 bytes
    Then the "chat" handler receives the same data
    And "bob" receives a "chat" delivery carrying "received"

  @FRAME-6
  Scenario: A length of zero before anything else
    Given a new connection "stranger"
    When "stranger" sends the bytes 00 00 00 00
    Then "stranger" is cut off
    And everybody else is still served

  @FRAME-6
  Scenario: A length of zero in a session
    Given "alice" is signed in
    When "alice" sends the bytes 00 00 00 00
    Then "alice" is cut off
    And everybody else is still served

  @FRAME-6
  Scenario: A length of zero from a handler
    Given "alice" and "bob" are signed in
    And the "chat" handler answers the bytes 00 00 00 00
    When "alice" sends "chat" message "1" carrying 1
    Then "alice" receives a bad report for "1"
    And "bob" receives nothing

  @FRAME-7
  Scenario Outline: A length above every limit is fatal without its body: <what>
    Given "alice" is signed in
    When "alice" sends the bytes <length>
    Then "alice" is cut off
    And everybody else is still served

    Examples:
      | what   | length      |
      | 2^31   | 00 00 00 80 |
      | 2^31+9 | 09 00 00 80 |
      | 2^32-1 | ff ff ff ff |

  @FRAME-7
  Scenario Outline: A length above every limit before anything else: <what>
    Given a new connection "stranger"
    When "stranger" sends the bytes <length>
    Then "stranger" is cut off
    And everybody else is still served

    Examples:
      | what   | length      |
      | 2^31   | 00 00 00 80 |
      | 2^32-1 | ff ff ff ff |

  @FRAME-7
  Scenario: A length above every limit from a handler
    Given "alice" and "bob" are signed in
    And the "chat" handler answers the bytes ff ff ff ff
    When "alice" sends "chat" message "1" carrying 1
    Then "alice" receives a bad report for "1"
    And the server closes the connection to the "chat" handler
    And "bob" receives nothing

  @FRAME-7 @informer
  Scenario: A length above every limit from a caller of the informer
    When the informer is sent the bytes ff ff ff ff
    Then it closes the connection after at most an answer with status "1"
    And everybody else is still served

  @FRAME-7
  Scenario: A hundred connections announce four gigabytes each
    Given 100 new connections
    When each of them sends the bytes ff ff ff ff
    Then each of them is cut off
    And everybody else is still served

  @FRAME-7
  Scenario: A megabyte of data is served or refused
    Given "alice" is signed in
    And the "chat" handler answers with sendClients to nobody
    When "alice" sends "chat" message "1" carrying 1000000 bytes of text
    Then message "1" of "alice" is served or refused
    And everybody else is still served

  @FRAME-7
  Scenario: A frame one byte longer than the limit that the server was given is served or refused
    Given "alice" is signed in
    And the "chat" handler answers with sendClients to nobody
    When "alice" sends "chat" message "1" in a frame of 1048577 bytes
    Then message "1" of "alice" is served or refused

  @FRAME-7
  Scenario: An answer one byte longer than the limit that the server was given is carried out or refused
    Given "alice" is signed in
    And the "chat" handler answers with sendClients to nobody in a frame of 1048577 bytes
    When "alice" sends "chat" message "1" carrying 1
    Then message "1" of "alice" is served or refused

  @FRAME-8
  Scenario Outline: A client's connection that ends inside a frame: <where>
    Given "alice" is signed in
    And the "chat" handler answers with sendClients to nobody
    When "alice" sends <part> of a "chat" message and <leaves>
    Then the "chat" handler receives nothing
    And everybody else is still served

    Examples:
      | where                       | part               | leaves           |
      | inside the length           | the first 3 bytes  | ends her stream  |
      | behind the length           | the first 4 bytes  | ends her stream  |
      | inside the body             | the first 30 bytes | ends her stream  |
      | before the last byte        | all but one byte   | ends her stream  |
      | before a last line feed     | all but its last line feed | ends her stream  |
      | inside the body, by a reset | the first 30 bytes | resets           |
      | before the last, by a reset | all but one byte   | resets           |

  @FRAME-8 @federation
  Scenario Outline: A peer's connection that ends inside its message: before <what>
    Given the "chat" handler answers with sendClients to nobody
    When a peer "P" sends <part> of a "chat" message and ends the stream
    Then the "chat" handler receives nothing
    And everybody else is still served

    Examples:
      | what             | part                       |
      | the last byte    | all but one byte           |
      | a last line feed | all but its last line feed |

  @FRAME-8
  Scenario: A handler's answer that lacks only white space
    Given "alice" and "bob" are signed in
    And the "chat" handler answers the bytes of a frame that is a line feed longer than its answer, with sendClients to "bob", and closes
    When "alice" sends "chat" message "1" carrying 1
    Then "alice" receives a bad report for "1"
    And "bob" receives nothing

  @FRAME-9
  Scenario Outline: A frame that is never finished does not last: <where>
    Given a server that waits a second for frames
    And "alice" is signed in
    When "alice" sends <part> of a "chat" message
    Then "alice" is cut off

    Examples:
      | where             | part               |
      | inside the length | the first 2 bytes  |
      | behind the length | the first 4 bytes  |
      | inside the body   | the first 30 bytes |

  @FRAME-9
  Scenario: A frame that trickles in does not last
    Given a server that waits a second for frames
    And "alice" is signed in
    When "alice" sends a "chat" message so slowly that it takes a minute
    Then "alice" is cut off

  @FRAME-9
  Scenario: A frame that is never finished does not last behind one that came in pieces
    Given a server that waits 2 seconds for frames
    And "alice" is signed in
    And the "chat" handler answers with sendClients to nobody
    When "alice" sends "chat" message "1" carrying 1 one byte at a time
    Then "alice" receives a good report for "1"
    When "alice" sends the first 30 bytes of a "chat" message
    Then "alice" is cut off

  @FRAME-9
  Scenario: The time between frames is not the time of a frame
    Given a server that waits a second for frames
    And "alice" is signed in
    And the "chat" handler answers with sendClients to nobody
    When "alice" says nothing for longer than that
    And "alice" sends "chat" message "1" carrying 1
    Then "alice" receives a good report for "1"

  @FRAME-9
  Scenario: The time of a frame that came in pieces is over when it is whole
    Given a server that waits 2 seconds for frames
    And "alice" is signed in
    And the "chat" handler answers with sendClients to nobody
    When "alice" sends "chat" message "1" carrying 1 one byte at a time
    Then "alice" receives a good report for "1"
    When "alice" says nothing for longer than that
    And "alice" sends "chat" message "2" carrying 1
    Then "alice" receives a good report for "2"

  @FRAME-9 @informer
  Scenario: A request to the informer that is never finished does not last
    Given a server that waits a second for frames
    When the informer is sent the bytes 30 00 00 00 7b 22
    Then it closes the connection after at most an answer with status "1"

  @FRAME-2 @informer
  Scenario Outline: A request to the informer that arrives in two pieces: <cut>
    # The bytes are a request whether "dave" is a client.
    Given "alice" is signed in
    And the "chat" handler answers with sendClients to nobody
    When the informer is sent the bytes <first>
    And "alice" sends "chat" message "1" carrying 1
    Then "alice" receives a good report for "1"
    When the informer is sent the bytes <second>
    Then it answers false

    Examples:
      | cut               | first | second |
      | inside its length | 2d 00 | 00 00 7b 22 63 6f 6d 6d 61 6e 64 22 3a 7b 22 74 79 70 65 22 3a 22 69 73 43 6c 69 65 6e 74 22 2c 22 64 61 74 61 22 3a 22 64 61 76 65 22 7d 7d |
      | inside its body   | 2d 00 00 00 7b 22 63 6f 6d | 6d 61 6e 64 22 3a 7b 22 74 79 70 65 22 3a 22 69 73 43 6c 69 65 6e 74 22 2c 22 64 61 74 61 22 3a 22 64 61 76 65 22 7d 7d |
