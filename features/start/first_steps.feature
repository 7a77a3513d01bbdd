Feature: First steps
  From an open port to a delivered message, in the order in which a server is usually
  written. These scenarios run first. A failed step blocks the scenarios that need it.

  @LISTEN-3
  Scenario: The server accepts a connection
    Given a new connection "alice"

  @AUTH-2
  Scenario: A user signs in
    When "alice" signs in with a message in the plainest form that the server takes
    Then "alice" receives a good report for "auth_special"

  @STAT-1
  Scenario: A message is reported on
    Given the "chat" handler answers the body {"header":{"status":"1"}}
    When "alice" sends a message in the plainest form that the server takes
    Then "alice" receives a report for "1"

  @AUTH-3
  Scenario: A wrong password is refused
    Given a new connection "stranger"
    When "stranger" sends the body {"header":{"scope":"client","authentication":{"username":"alice","password":"wrong"}},"payload":{}}
    Then "stranger" is cut off

  @ROUTE-2
  Scenario: A message of an unknown type is reported bad
    Given "alice" is signed in
    When "alice" sends "nosuchtype" message "1" carrying 1
    Then "alice" receives a bad report for "1"

  @ROUTE-1
  Scenario: The handler is asked
    Given "alice" is signed in
    And the "chat" handler answers the body {"header":{"status":"1"}}
    When "alice" sends "chat" message "1" carrying 1
    Then the "chat" handler receives a request

  @HAND-2
  Scenario: The handler is given the data
    Given "alice" is signed in
    And the "chat" handler answers the body {"header":{"status":"1"}}
    When "alice" sends "chat" message "1" carrying 1
    Then the "chat" handler receives 1

  @RESP-1
  Scenario: A status that is a number is no success
    Given "alice" and "bob" are signed in
    And the "chat" handler answers the body {"header":{"status":0,"command":{"type":"sendClients","data":["bob"]}},"data":1}
    When "alice" sends "chat" message "1" carrying 1
    Then "alice" receives a bad report for "1"

  @STAT-1
  Scenario: The answer of the handler is reported on
    Given "alice" and "bob" are signed in
    And the "chat" handler answers with sendClients to "bob"
    When "alice" sends "chat" message "1" carrying 1
    Then "alice" receives a report for "1"

  @STAT-4
  Scenario: The answer of the handler leads to a good report
    Given "alice" and "bob" are signed in
    And the "chat" handler answers with sendClients to "bob"
    When "alice" sends "chat" message "1" carrying 1
    Then "alice" receives a good report for "1"

  @CLIENTS-1
  Scenario: A user is sent a delivery
    Given "alice" and "bob" are signed in
    And the "chat" handler answers with sendClients to "bob"
    When "alice" sends "chat" message "1" carrying 1
    Then "bob" receives a delivery

  @CLIENTS-2
  Scenario: The delivery carries the data of the answer
    Given "alice" and "bob" are signed in
    And the "chat" handler answers with sendClients to "bob"
    When "alice" sends "chat" message "1" carrying 1
    Then "bob" receives a "chat" delivery carrying 1

  @CLIENTS-1
  Scenario: The user who sends is sent a delivery
    Given "alice" is signed in
    And the "chat" handler answers with sendClients to "alice"
    When "alice" sends "chat" message "1" carrying 1
    Then "alice" receives a delivery

  @STAT-1
  Scenario: A second message is reported on
    Given "alice" is signed in
    And the "chat" handler answers the body {"header":{"status":"1"}}
    When "alice" sends "chat" message "a" carrying 1
    Then "alice" receives a report for "a"
    When "alice" sends "chat" message "b" carrying 2
    Then "alice" receives a report for "b"

  @CLIENTS-8
  Scenario: An answer that names no user is carried out
    Given "alice" is signed in
    And the "chat" handler answers with sendClients to nobody
    When "alice" sends "chat" message "1" carrying 1
    Then "alice" receives a good report for "1"

  @HAND-1
  Scenario: The handler is asked again for a second message
    Given "alice" and "bob" are signed in
    And the "chat" handler answers with sendClients to "bob"
    When "alice" sends "chat" message "1" carrying 1
    Then "alice" receives a report for "1"
    When "alice" sends "chat" message "2" carrying 2
    Then "alice" receives a good report for "2"

  @SERVERS-1 @federation
  Scenario: A message is sent to another server
    Given "alice" is signed in
    And a peer server "P"
    And the "relay" handler answers with sendServers to "P"
    When "alice" sends "relay" message "1" carrying 1
    Then "P" receives a "relay" peer message with id "1" carrying 1

  @PEER-1
  Scenario: A message from another server reaches the handler
    Given the "chat" handler answers the body {"header":{"status":"1"}}
    When a peer "P" sends "chat" message "1" carrying 1
    Then the "chat" handler receives a request
