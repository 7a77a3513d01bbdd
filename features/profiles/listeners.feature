Feature: Listeners
  A server is reached over TCP on IPv4, and where it claims so over TCP on IPv6
  and at a UNIX domain socket.

  @LISTEN-3
  Scenario: A client over IPv4
    Given "alice" is signed in over IPv4
    And the "chat" handler answers with sendClients to "alice"
    When "alice" sends "chat" message "1" carrying {"text":"hi"}
    Then "alice" receives a "chat" delivery carrying {"text":"hi"}
    And "alice" receives a good report for "1"

  @LISTEN-3 @federation
  Scenario: A peer over IPv4
    Given "bob" is signed in over IPv4
    And the "chat" handler answers with sendClients to "bob"
    When a peer "P" over IPv4 sends "chat" message "7" carrying {"text":"hi"}
    Then "bob" receives a "chat" delivery carrying {"text":"hi"}

  @LISTEN-1
  Scenario: A client over IPv6
    Given "alice" is signed in over IPv6
    And "bob" is signed in over IPv4
    And the "chat" handler answers with sendClients to "alice" and "bob"
    When "alice" sends "chat" message "1" carrying {"text":"hi"}
    Then "alice" receives a "chat" delivery carrying {"text":"hi"}
    And "bob" receives a "chat" delivery carrying {"text":"hi"}
    And "alice" receives a good report for "1"

  @LISTEN-1 @federation
  Scenario: A peer over IPv6
    Given "bob" is signed in over IPv6
    And the "chat" handler answers with sendClients to "bob"
    When a peer "P" over IPv6 sends "chat" message "7" carrying {"text":"hi"}
    Then "bob" receives a "chat" delivery carrying {"text":"hi"}

  @LISTEN-1
  Scenario: A fatal error over IPv6
    Given "alice" is signed in over IPv6
    When "alice" sends the bytes ff ff ff ff
    Then "alice" is cut off
    And everybody else is still served

  @LISTEN-2
  Scenario: A client at the UNIX socket
    Given "alice" is signed in over the UNIX socket
    And "bob" is signed in over IPv4
    And the "chat" handler answers with sendClients to "alice" and "bob"
    When "alice" sends "chat" message "1" carrying {"text":"hi"}
    Then "alice" receives a "chat" delivery carrying {"text":"hi"}
    And "bob" receives a "chat" delivery carrying {"text":"hi"}
    And "alice" receives a good report for "1"

  @LISTEN-2
  Scenario: Wrong credentials at the UNIX socket
    Given a new connection "stranger" over the UNIX socket
    When "stranger" sends the body {"header":{"scope":"client","authentication":{"username":"alice","password":"wrong"}},"payload":{}}
    Then "stranger" is cut off

  @LISTEN-2
  Scenario: A frame in pieces, and a fatal error, at the UNIX socket
    Given "alice" is signed in over the UNIX socket
    And the "chat" handler answers with sendClients to nobody
    When "alice" sends "chat" message "1" carrying 1 one byte at a time
    Then "alice" receives a good report for "1"
    When "alice" sends the body nonsense
    Then "alice" is cut off
    And everybody else is still served
