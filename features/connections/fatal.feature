Feature: Fatal errors and the end of a connection
  A fatal error ends one connection, and undoes nothing that came before it.

  @CONN-7
  Scenario Outline: Nothing behind a fatal message is served: <why>
    Given "alice" is signed in
    And the "chat" handler answers with sendClients to nobody
    When "alice" sends in one write the bodies
      | <fatal>                                        |
      | {"header":{},"payload":{"type":"chat","data":2,"id":"2"}}  |
      | {"header":{},"payload":{"type":"chat","data":3,"id":"3"}}  |
    Then "alice" is cut off
    And the "chat" handler receives nothing
    And everybody else is still served

    Examples:
      | why         | fatal                                   |
      | no JSON     | nonsense                                |
      | no object   | []                                      |
      | no payload  | {"header":{}}                           |
      | no id       | {"header":{},"payload":{"type":"chat","data":1}}    |

  @CONN-7
  Scenario: What came before a fatal message keeps its effects and its report
    Given "alice" and "bob" are signed in
    And the "chat" handler answers with sendClients to "bob"
    When "alice" sends in one write the bodies
      | {"header":{},"payload":{"type":"chat","data":1,"id":"1"}} |
      | nonsense                                      |
      | {"header":{},"payload":{"type":"chat","data":3,"id":"3"}} |
    Then "bob" receives a "chat" delivery carrying 1
    And "alice" receives a good report for "1"
    And "alice" is cut off
    And "bob" receives nothing

  @CONN-7
  Scenario Outline: What came before a length that cannot be keeps its effects and its report: <why>
    # The bytes begin with a "chat" message of id "1".
    Given "alice" is signed in
    And the "chat" handler answers with sendClients to nobody
    When "alice" sends the bytes 39 00 00 00 7b 22 68 65 61 64 65 72 22 3a 7b 7d 2c 22 70 61 79 6c 6f 61 64 22 3a 7b 22 74 79 70 65 22 3a 22 63 68 61 74 22 2c 22 64 61 74 61 22 3a 31 2c 22 69 64 22 3a 22 31 22 7d 7d <length>
    Then the "chat" handler receives 1
    And "alice" receives a good report for "1"
    And "alice" is cut off

    Examples:
      | why    | length      |
      | zero   | 00 00 00 00 |
      | 2^32-1 | ff ff ff ff |

  @CONN-6
  Scenario Outline: A report goes before the closing: <why>
    Given "alice" is signed in
    When "alice" sends the body <body>
    Then "alice" is cut off with a "fatal_special" report of the code "malformed"

    Examples:
      | why       | body                                     |
      | no JSON   | nonsense                                 |
      | no object | []                                       |
      | no id     | {"header":{},"payload":{"type":"chat","data":1}}     |
      | no data   | {"header":{},"payload":{"type":"chat","id":"1"}}     |

  @CONN-6
  Scenario Outline: A report goes before the closing: <why>
    Given "alice" is signed in
    When "alice" sends the bytes <bytes>
    Then "alice" is cut off with a "fatal_special" report of the code "<code>"

    Examples:
      | why               | bytes       | code      |
      | a length of zero  | 00 00 00 00 | malformed |
      | a length of 2^31  | 00 00 00 80 | too_large |

  @CONN-6
  Scenario Outline: A report goes to a connection that has not said what it is: <why>
    Given a new connection "stranger"
    When "stranger" sends the body <body>
    Then "stranger" is cut off with a "fatal_special" report of the code "malformed"

    Examples:
      | why                     | body                                                                                  |
      | no JSON                 | nonsense                                                                              |
      | no scope                | {"header":{}}                                                                         |
      | another scope           | {"header":{"scope":"nobody"}}                                                         |
      | no authentication       | {"header":{"scope":"client"}}                                                         |
      | no password             | {"header":{"scope":"client","authentication":{"username":"alice"}}}                   |

  @CONN-6
  Scenario Outline: A report goes to a connection that begins with a length that cannot be: <why>
    Given a new connection "stranger"
    When "stranger" sends the bytes <bytes>
    Then "stranger" is cut off with a "fatal_special" report of the code "<code>"

    Examples:
      | why               | bytes       | code      |
      | zero              | 00 00 00 00 | malformed |
      | 2^32-1            | ff ff ff ff | too_large |

  @CONN-6 @federation
  Scenario Outline: A report goes to a peer whose message is malformed: <why>
    When a peer "P" sends the body <body>
    Then "P" is cut off with a "fatal_special" report of the code "malformed"

    Examples:
      | why           | body                                                              |
      | no payload    | {"header":{"scope":"server"}}                                     |
      | no data       | {"header":{"scope":"server"},"payload":{"type":"chat","id":"7"}}  |

  @CONN-6
  Scenario: A report goes to a session whose frame takes too long
    Given a server that waits a second for frames
    And "alice" is signed in
    When "alice" sends the first 30 bytes of a "chat" message
    Then "alice" is cut off with a "fatal_special" report of the code "malformed"

  @CONN-6
  Scenario: A report goes to a connection that says nothing
    Given a server that waits a second for first messages
    And a new connection "stranger"
    Then "stranger" is cut off with a "fatal_special" report of the code "malformed"

  @CONN-8
  Scenario: What a client sent before it ended its stream is served
    Given "alice" and "bob" are signed in
    And the "chat" handler answers with sendClients to "bob"
    When "alice" sends "chat" messages "1" to "3" in one write and ends her stream
    Then "bob" receives 3 "chat" deliveries, one for each of them
    And "alice" is closed

  @CONN-8
  Scenario: What a client sent before it closed the connection is served
    Given "alice" and "bob" are signed in
    And the "chat" handler answers with sendClients to "bob"
    When "alice" sends "chat" messages "1" to "20" in one write and closes
    Then "bob" receives 20 "chat" deliveries, one for each of them

  @CONN-8
  Scenario: What a client sent before it ended its stream is served, however much it is
    Given "alice" and "bob" are signed in
    And the "chat" handler answers with sendClients to "bob"
    When "alice" sends 20 "chat" messages carrying 1000 bytes of text in one write and ends her stream
    Then "bob" has received each of them

  @CONN-8
  Scenario: What a client sent before it ended its stream is served, although its password was still being checked
    Given "bob" is signed in
    And the "chat" handler answers with sendClients to "bob"
    And a new connection "stranger"
    When "stranger" signs in as "alice", sends "chat" message "1" carrying 1 and ends the stream, all at once
    Then "bob" receives a "chat" delivery carrying 1
    And "stranger" is closed

  @CONN-9
  Scenario: A connection that says nothing does not last
    Given a server that waits a second for first messages
    And a new connection "stranger"
    Then "stranger" is cut off

  @CONN-9
  Scenario: A connection that says half of its first message does not last
    Given a server that waits a second for first messages
    And a new connection "stranger"
    When "stranger" sends the bytes 30 00 00 00 7b 22
    Then "stranger" is cut off

  @CONN-9
  Scenario: A first message that trickles in does not last
    Given a server that waits a second for first messages
    And a new connection "stranger"
    When "stranger" signs in as "alice" so slowly that it takes a minute
    Then "stranger" is cut off

  @CONN-9
  Scenario: The time of the first message is over when it is whole
    Given a server that waits a second for first messages
    And "alice" is signed in
    And the "chat" handler answers with sendClients to nobody
    When "alice" says nothing for longer than that
    And "alice" sends "chat" message "1" carrying 1
    Then "alice" receives a good report for "1"

  @CONN-11
  Scenario Outline: The last report is not lost although much is still arriving: <why>
    Given "alice" is signed in
    When "alice" sends the bytes <bytes> and 200000 more
    Then "alice" is cut off in stages, with a "fatal_special" report

    Examples:
      | why                 | bytes                   |
      | no JSON             | 04 00 00 00 5b 5b 5b 5b |
      | a length of zero    | 00 00 00 00             |
      | a length too large  | ff ff ff ff             |

  @CONN-11
  Scenario: The refusal is not lost although much is still arriving
    Given a new connection "stranger"
    When "stranger" signs in as "alice" with a wrong password and sends 200000 bytes more
    Then "stranger" is cut off in stages, with an "auth_special" report

  @CONN-11
  Scenario: A client that never ends its own stream is not waited for without end
    Given "alice" is signed in
    When "alice" sends the body nonsense
    Then "alice" is cut off
    And what "alice" goes on sending is refused before long

  @CONN-11
  Scenario: What still comes behind the last report is taken for a second
    Given "alice" is signed in
    When "alice" sends nonsense and goes on sending for most of a second
    Then all that "alice" sent was taken
    And "alice" is cut off

  @CONN-13
  Scenario: A message that is with its handler when the server is told to stop is served
    Given a server that takes its time to stop
    And "alice" is signed in
    And the "chat" handler holds its answers
    When "alice" sends "chat" message "1" carrying 1
    Then the "chat" handler receives 1
    When the server is told to stop
    And the "chat" handler lets its answers go with sendClients to nobody
    Then "alice" receives a good report for "1"

  @CONN-13
  Scenario: A server that is told to stop does not wait without end for a handler
    Given "alice" is signed in
    And the "chat" handler never answers
    When "alice" sends "chat" message "1" carrying 1
    Then the "chat" handler receives 1
    When the server is told to stop
    Then "alice" is closed

  @CONN-13
  Scenario: A server that is told to stop closes a session that says nothing
    Given "alice" is signed in
    When the server is told to stop
    Then "alice" is closed
