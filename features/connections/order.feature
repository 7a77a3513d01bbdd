Feature: Order
  Messages of one connection are served one after the other.

  @CONN-5
  Scenario: Deliveries and reports come in the order of the messages
    Given "alice" and "bob" are signed in
    And the "chat" handler answers with sendClients to "bob"
    When "alice" sends "chat" messages "1" to "50" in one write
    Then "bob" receives 50 "chat" deliveries in the order in which they were sent
    And "alice" receives a good report for each of them, in order

  @CONN-5
  Scenario: A slow message is not overtaken by a fast one
    Given "alice" and "bob" are signed in
    And the "chat" handler answers after 150 milliseconds with sendClients to "bob"
    And the "other" handler answers with sendClients to "bob"
    When "alice" sends "chat" message "1" and "other" message "2" in one write
    Then "bob" receives a "chat" delivery carrying "1"
    And "bob" receives a "other" delivery carrying "2"
    And "alice" receives a good report for "1"
    And "alice" receives a good report for "2"

  @CONN-5
  Scenario: The next message reaches its handler when the one before it has been served
    Given "alice" is signed in
    And the "chat" handler holds its answers
    And the "other" handler answers with sendClients to nobody
    When "alice" sends "chat" message "1" and "other" message "2" in one write
    Then the "chat" handler receives "1"
    And the "other" handler receives nothing
    When the "chat" handler lets its answers go with sendClients to nobody
    Then the "other" handler receives "2"
    And "alice" receives a good report for "1"
    And "alice" receives a good report for "2"

  @CONN-5 @federation
  Scenario: The next message waits until the one before it has been sent to other servers
    Given a server that waits a second for other servers
    And "alice" is signed in
    And a peer server "Q" that does not accept
    And the "relay" handler answers with sendServers to "Q"
    And the "other" handler answers with sendClients to nobody
    When "alice" sends "relay" message "1" and "other" message "2" in one write
    Then the "relay" handler receives "1"
    And "alice" receives a report for "1"
    And "alice" receives a good report for "2"

  @CONN-5
  Scenario: What the sender is sent precedes the report on a message of an unknown type
    Given "alice" is signed in
    And the "chat" handler answers after 50 milliseconds with sendClients to "alice"
    When "alice" sends "chat" message "1" and "unknown" message "2" in one write
    Then "alice" receives a "chat" delivery carrying "1"
    And "alice" receives a good report for "1"
    And "alice" receives a bad report for "2"

  @CONN-5 @builtins
  Scenario: The dummy reply keeps its place
    Given "alice" is signed in
    And the "chat" handler answers after 50 milliseconds with sendClients to "alice"
    When "alice" sends "chat" message "1" and "dummy" message "2" in one write
    Then "alice" receives a "chat" delivery carrying "1"
    And "alice" receives a good report for "1"
    And "alice" receives the dummy reply for "2"

  @CONN-5 @builtins
  Scenario: What came before the command close is served and reported before the connection closes
    Given "alice" is signed in
    And the "chat" handler answers with sendClients to "alice"
    When "alice" sends in one write the bodies
      | {"header":{},"payload":{"type":"chat","data":1,"id":"1"}}                          |
      | {"header":{},"payload":{"type":"chat","data":2,"id":"2"}}                          |
      | {"header":{},"payload":{"type":"builtin","data":{"command":{"type":"close"}},"id":"3"}} |
    Then "alice" receives a "chat" delivery carrying 1
    And "alice" receives a good report for "1"
    And "alice" receives a "chat" delivery carrying 2
    And "alice" receives a good report for "2"
    And "alice" is closed without another word

  @CONN-5
  Scenario: Failures keep their place
    Given "alice" is signed in
    And the "chat" handler answers with sendClients to nobody
    When "alice" sends "chat" message "1" and "nobody's" message "2" in one write
    And "alice" sends "chat" message "3" carrying 1
    Then "alice" receives a good report for "1"
    And "alice" receives a bad report for "2"
    And "alice" receives a good report for "3"

  @CONN-5
  Scenario: Deliveries to a client that did not read for a while come in the order of the messages
    Given "alice" is signed in
    And "bob" is signed in and reads nothing
    And the "chat" handler answers with sendClients to "bob"
    When "alice" sends numbered "chat" messages of 60000 bytes one after the other until 6 MiB have been sent or a report is bad
    And "bob" begins to read
    Then "bob" receives what was reported good, in order, or is closed

  @CONN-12
  Scenario: Messages that wait for the one before them are held within a bound
    Given "alice" is signed in
    And the "chat" handler holds its answers
    When "alice" sends "chat" messages each carrying 60000 bytes of text until 160 MiB are on their way or she is cut off
    Then the server has not taken all of it

  @CONN-12
  Scenario: Reports that nobody reads are held within a bound
    Given "alice" is signed in and reads nothing
    And the "chat" handler answers with sendClients to nobody
    When "alice" sends "chat" messages with one id of 60000 bytes until 160 MiB are on their way or she is cut off
    Then the server has not taken all of it
