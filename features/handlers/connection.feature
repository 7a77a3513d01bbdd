Feature: The connection to a handler
  Each message gets a connection of its own: one frame there, one frame back.

  @HAND-1
  Scenario: Each message gets a new connection
    Given "alice" is signed in
    And the "chat" handler answers with sendClients to nobody
    When "alice" sends "chat" messages "1" to "3" in one write
    Then "alice" receives a good report for each of them
    And the "chat" handler was connected to 3 times, once for each message

  @HAND-1
  Scenario: No connection is opened before there is a message
    Given the "chat" handler answers with sendClients to nobody
    And "alice" and "bob" are signed in
    When "alice" sends "nobody's" message "1" carrying 1
    Then "alice" receives a bad report for "1"
    And the "chat" handler was connected to 0 times

  @HAND-2
  Scenario Outline: The handler is given the value of data and nothing around it: <data>
    Given "alice" is signed in
    And the "chat" handler answers with sendClients to nobody
    When "alice" sends "chat" message "1" carrying <data>
    Then the "chat" handler receives <data>
    And "alice" receives a good report for "1"
    And the "chat" handler was sent exactly one frame on each connection

    Examples:
      | data                                            |
      | {"text":"hi"}                                   |
      | {"payload":{"type":"chat","data":1,"id":"1"}}   |
      | "hi"                                            |
      | [1,"2",null]                                    |
      | 3.5                                             |
      | true                                            |
      | null                                            |

  @HAND-2 @federation
  Scenario: The handler is given the value of a peer's data and nothing around it
    Given the "chat" handler answers with sendClients to nobody
    When a peer "P" sends "chat" message "7" carrying {"text":"hi"}
    Then the "chat" handler receives {"text":"hi"}
    And the "chat" handler was sent exactly one frame on each connection

  @HAND-3
  Scenario: An answer that comes one byte at a time
    Given "alice" and "bob" are signed in
    And the "chat" handler answers one byte at a time with sendClients to "bob"
    When "alice" sends "chat" message "1" carrying 1
    Then "bob" receives a "chat" delivery carrying 1
    And "alice" receives a good report for "1"

  @HAND-3
  Scenario: A second answer is ignored
    Given "alice" and "bob" are signed in
    And "carol" is signed in
    And the "chat" handler answers with sendClients to "bob" and then with sendClients to "carol"
    When "alice" sends "chat" message "1" carrying 1
    Then "bob" receives a "chat" delivery carrying 1
    And "alice" receives a good report for "1"
    And "alice" receives nothing
    And "carol" receives nothing

  @HAND-3
  Scenario: Garbage behind the answer is ignored
    Given "alice" and "bob" are signed in
    And the "chat" handler answers with sendClients to "bob" and then the bytes ff ff ff ff 00 7b
    When "alice" sends "chat" message "1" carrying 1
    Then "bob" receives a "chat" delivery carrying 1
    And "alice" receives a good report for "1"
    When "alice" sends "chat" message "2" carrying 1
    Then "bob" receives a "chat" delivery carrying 1
    And "alice" receives a good report for "2"

  @HAND-3
  Scenario: The server closes the connection when it has the answer
    Given "alice" is signed in
    And the "chat" handler answers with sendClients to nobody and keeps the connection open
    When "alice" sends "chat" message "1" carrying 1
    Then "alice" receives a good report for "1"
    And the server closes the connection to the "chat" handler

  @HAND-4
  Scenario Outline: A handler that is not there is reported and found when it is: it <does>
    Given "alice" is signed in
    And the "chat" handler <does>
    When "alice" sends "chat" message "1" carrying 1
    Then "alice" receives a bad report for "1"
    When the "chat" handler answers with sendClients to "alice"
    And "alice" sends "chat" message "2" carrying 1
    Then "alice" receives a "chat" delivery carrying 1
    And "alice" receives a good report for "2"

    Examples:
      | does                |
      | is not there        |
      | refuses connections |

  @HAND-4
  Scenario: A handler that comes and goes
    Given "alice" is signed in
    And the "chat" handler answers with sendClients to nobody
    When "alice" sends "chat" message "1" carrying 1
    Then "alice" receives a good report for "1"
    When the "chat" handler is not there
    And "alice" sends "chat" message "2" carrying 1
    Then "alice" receives a bad report for "2"
    When the "chat" handler answers with sendClients to nobody
    And "alice" sends "chat" message "3" carrying 1
    Then "alice" receives a good report for "3"

  @HAND-5
  Scenario Outline: A handler that closes without a whole answer is reported: it <does>
    Given "alice" is signed in
    And the "chat" handler <does>
    When "alice" sends "chat" message "1" carrying 1
    Then "alice" receives a bad report for "1"
    When the "chat" handler answers with sendClients to nobody
    And "alice" sends "chat" message "2" carrying 1
    Then "alice" receives a good report for "2"
    And everybody else is still served

    Examples:
      | does                                  |
      | closes without an answer              |
      | closes without having read            |
      | closes after 2 bytes of its answer    |
      | closes after 4 bytes of its answer    |
      | closes after 40 bytes of its answer   |
      | closes before the last byte of its answer |

  @HAND-5
  Scenario: A handler that dies is reported to everybody who waits for it
    Given "alice" and "bob" are signed in
    And the "chat" handler holds its answers
    When "alice" sends "chat" message "1" carrying 1
    And "bob" sends "chat" message "2" carrying 1
    Then the "chat" handler receives 1
    And the "chat" handler receives 1
    When the "chat" handler is not there
    Then "alice" receives a bad report for "1"
    And "bob" receives a bad report for "2"

  @HAND-6
  Scenario Outline: The wait for a handler is bounded: it <does>
    Given a server that waits a second for handlers
    And "alice" is signed in
    And the "chat" handler <does>
    When "alice" sends "chat" message "1" carrying 1
    Then "alice" receives a bad report for "1"
    And the server closes the connection to the "chat" handler
    When the "chat" handler answers with sendClients to nobody
    And "alice" sends "chat" message "2" carrying 1
    Then "alice" receives a good report for "2"

    Examples:
      | does                                     |
      | never answers                            |
      | answers so slowly that it takes a minute |
      | stops after 2 bytes of its answer        |
      | stops after 40 bytes of its answer       |

  @HAND-6
  Scenario: The wait for a handler whose accept queue stays full is bounded
    Given a server that waits a second for handlers
    And "alice" is signed in
    And the "chat" handler has a full accept queue
    When "alice" sends "chat" message "1" carrying 1
    Then "alice" receives a bad report for "1"

  @HAND-6
  Scenario: An answer that comes too late is not carried out
    Given a server that waits a second for handlers
    And "alice" and "bob" are signed in
    And the "chat" handler holds its answers
    When "alice" sends "chat" message "1" carrying 1
    Then "alice" receives a bad report for "1"
    When the "chat" handler lets its answers go with sendClients to "bob"
    Then "alice" receives nothing
    And "bob" receives nothing

  @HAND-6
  Scenario: A handler that takes less than the timeout is waited for
    Given "alice" and "bob" are signed in
    And the "chat" handler answers after 600 milliseconds with sendClients to "bob"
    When "alice" sends "chat" message "1" carrying 1
    Then "bob" receives a "chat" delivery carrying 1
    And "alice" receives a good report for "1"

  @HAND-6 @chaining
  Scenario: Each handler of a chain has the timeout for itself
    Given a server that waits 2 seconds for handlers
    And "alice" and "bob" are signed in
    And each of the handlers "link1" to "link7" answers after 350 milliseconds with sendHandler to the next
    And the "link8" handler answers with sendClients to "bob"
    When "alice" sends "link1" message "1" carrying 1
    Then the "link5" handler receives 1
    And "bob" receives a "link8" delivery carrying 1
    And "alice" receives a good report for "1"

  @HAND-7
  Scenario: Two messages with one handler at the same time
    Given "alice" and "bob" are signed in
    And the "chat" handler waits for 2 messages before it answers any, with sendClients to nobody
    When "alice" sends "chat" message "1" carrying 1
    And "bob" sends "chat" message "2" carrying 1
    Then the "chat" handler receives 1
    And the "chat" handler receives 1
    And "alice" receives a good report for "1"
    And "bob" receives a good report for "2"

  @HAND-7 @federation
  Scenario: A client's and a peer's message with one handler at the same time
    Given "alice" is signed in
    And the "chat" handler waits for 2 messages before it answers any, with sendClients to nobody
    When a peer "P" sends "chat" message "7" carrying 1
    And "alice" sends "chat" message "1" carrying 1
    Then the "chat" handler receives 1
    And the "chat" handler receives 1
    And "alice" receives a good report for "1"

  @HAND-7 @federation
  Scenario: Two peers' messages with one handler at the same time
    Given "bob" is signed in
    And the "chat" handler waits for 2 messages before it answers any, with sendClients to "bob"
    When a peer "O" sends "chat" message "7" carrying 1
    And a peer "P" sends "chat" message "8" carrying 1
    Then "bob" receives a "chat" delivery carrying 1
    And "bob" receives a "chat" delivery carrying 1

  @HAND-8
  Scenario: A handler whose accept queue is full for a while
    Given "alice" and "bob" are signed in
    And the "chat" handler has a full accept queue for 300 milliseconds and then answers with sendClients to "bob"
    When "alice" sends "chat" message "1" carrying 1
    Then "bob" receives a "chat" delivery carrying 1
    And "alice" receives a good report for "1"

  @HAND-9
  Scenario: The server's side of the connection stays open until it has the answer
    Given "alice" and "bob" are signed in
    And the "chat" handler holds its answers
    And the "other" handler answers with sendClients to nobody
    When "alice" sends "chat" message "1" carrying 1
    Then the "chat" handler receives 1
    When "bob" sends "other" message "2" carrying 1
    Then "bob" receives a good report for "2"
    And the connection to the "chat" handler is still open
    When the "chat" handler lets its answers go with sendClients to nobody
    Then "alice" receives a good report for "1"

  @HAND-9 @chaining
  Scenario: So it does to each handler of a chain
    Given "alice" and "bob" are signed in
    And the "filter" handler answers with sendHandler to "chat"
    And the "chat" handler holds its answers
    And the "other" handler answers with sendClients to nobody
    When "alice" sends "filter" message "1" carrying 1
    Then the "chat" handler receives 1
    When "bob" sends "other" message "2" carrying 1
    Then "bob" receives a good report for "2"
    And the connection to the "chat" handler is still open
    When the "chat" handler lets its answers go with sendClients to nobody
    Then "alice" receives a good report for "1"
