Feature: Fatal errors and the end of a connection
  A fatal error ends one connection, and undoes nothing that came before it.

  @CONN-7
  Scenario Outline: Nothing behind a fatal message is served: <why>
    Given "alice" is signed in
    And the "chat" handler answers with sendClients to nobody
    When "alice" sends in one write the bodies
      | <fatal>                                        |
      | {"payload":{"type":"chat","data":2,"id":"2"}}  |
      | {"payload":{"type":"chat","data":3,"id":"3"}}  |
    Then "alice" is cut off
    And the "chat" handler receives nothing
    And everybody else is still served

    Examples:
      | why         | fatal                                   |
      | no JSON     | nonsense                                |
      | no object   | []                                      |
      | no payload  | {"header":{}}                           |
      | no id       | {"payload":{"type":"chat","data":1}}    |

  @CONN-7
  Scenario: What came before a fatal message keeps its effects and its report
    Given "alice" and "bob" are signed in
    And the "chat" handler answers with sendClients to "bob"
    When "alice" sends in one write the bodies
      | {"payload":{"type":"chat","data":1,"id":"1"}} |
      | nonsense                                      |
      | {"payload":{"type":"chat","data":3,"id":"3"}} |
    Then "bob" receives a "chat" delivery carrying 1
    And "alice" receives a good report for "1"
    And "alice" is cut off
    And "bob" receives nothing

  @CONN-6
  Scenario Outline: A report goes before the closing: <why>
    Given "alice" is signed in
    When "alice" sends the body <body>
    Then "alice" is cut off with a "fatal_special" report of the code "malformed"

    Examples:
      | why       | body                                     |
      | no JSON   | nonsense                                 |
      | no object | []                                       |
      | no id     | {"payload":{"type":"chat","data":1}}     |
      | no data   | {"payload":{"type":"chat","id":"1"}}     |

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
      | no password             | {"header":{"scope":"client","authentication":{"username":"alice"}}}                   |
      | a peer without payload  | {"header":{"scope":"server"}}                                                         |

  @CONN-8
  Scenario: What a client sent before it ended its stream is served
    Given "alice" and "bob" are signed in
    And the "chat" handler answers with sendClients to "bob"
    When "alice" sends "chat" messages "1" to "3" in one write and ends her stream
    Then "bob" receives 3 "chat" deliveries in the order in which they were sent
    And "alice" is closed

  @CONN-8
  Scenario: What a client sent before it closed the connection is served
    Given "alice" and "bob" are signed in
    And the "chat" handler answers with sendClients to "bob"
    When "alice" sends "chat" messages "1" to "20" in one write and closes
    Then "bob" receives 20 "chat" deliveries in the order in which they were sent

  @CONN-9
  Scenario: A connection that says nothing does not last
    Given a new connection "stranger"
    Then "stranger" is cut off

  @CONN-9
  Scenario: A connection that says half of its first message does not last
    Given a new connection "stranger"
    When "stranger" sends the bytes 30 00 00 00 7b 22
    Then "stranger" is cut off

  @CONN-11
  Scenario: The last report is not lost although much is still arriving
    Given "alice" is signed in
    When "alice" sends a body of 10 opening brackets and 200000 bytes behind it
    Then "alice" is cut off with a "fatal_special" report of the code "malformed"
