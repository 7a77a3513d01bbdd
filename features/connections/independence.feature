Feature: Independence
  What happens on one connection is not felt on any other.

  @CONN-4
  Scenario: A handler that takes its time holds up nobody else
    Given "alice" and "bob" are signed in
    And the "chat" handler holds its answers
    And the "other" handler answers with sendClients to "bob"
    When "alice" sends "chat" message "1" carrying 1
    Then the "chat" handler receives 1
    When "bob" sends "other" message "2" carrying {"text":"meanwhile"}
    Then "bob" receives a "other" delivery carrying {"text":"meanwhile"}
    And "bob" receives a good report for "2"
    When the "chat" handler lets its answers go with sendClients to nobody
    Then "alice" receives a good report for "1"

  @CONN-4
  Scenario: A handler whose accept queue is full holds up nobody else
    Given a server that waits a second for handlers
    And "alice" and "bob" are signed in
    And the "chat" handler has a full accept queue
    And the "other" handler answers with sendClients to nobody
    When "alice" sends "chat" message "1" carrying 1
    And "bob" sends "other" messages "2" to "5" in one write
    Then "bob" receives a good report for each of them
    And "alice" receives a bad report for "1"

  @CONN-4
  Scenario: Half a frame on one connection holds up nobody else
    Given "alice" and "bob" are signed in
    And the "chat" handler answers with sendClients to nobody
    When "alice" sends the first 20 bytes of a "chat" message
    And "bob" sends "chat" message "2" carrying 1
    Then "bob" receives a good report for "2"

  @CONN-4
  Scenario: A fatal error closes one connection only
    Given "alice" and "bob" are signed in
    And "alice" is signed in again as "alice's phone"
    And the "chat" handler answers with sendClients to nobody
    When "alice" sends the body nonsense
    Then "alice" is cut off
    When "alice's phone" sends "chat" message "1" carrying 1
    And "bob" sends "chat" message "2" carrying 1
    Then "alice's phone" receives a good report for "1"
    And "bob" receives a good report for "2"

  @CONN-4
  Scenario: What a connection leaves unread is not read on the next
    Given "alice" is signed in
    When "alice" sends in one write the bodies
      | nonsense                                      |
      | {"header":{},"payload":{"type":"chat","data":1,"id":"1"}} |
    Then "alice" is cut off
    When "bob" is signed in
    And the "chat" handler answers with sendClients to nobody
    And "bob" sends "chat" message "2" carrying 1
    Then "bob" receives a good report for "2"

  @CONN-4
  Scenario: A client that vanishes while its message is with the handler
    Given "alice" and "bob" are signed in
    And the "chat" handler holds its answers
    And the "other" handler answers with sendClients to nobody
    When "alice" sends "chat" message "1" carrying 1
    Then the "chat" handler receives 1
    When "alice" resets the connection
    And the "chat" handler lets its answers go with sendClients to "alice"
    And "bob" sends "other" message "2" carrying 1
    Then "bob" receives a good report for "2"
    And everybody else is still served

  @CONN-4
  Scenario: Fifty connections that say nothing
    Given 50 new connections
    And "alice" is signed in
    And the "chat" handler answers with sendClients to nobody
    When "alice" sends "chat" message "1" carrying 1
    Then "alice" receives a good report for "1"

  @CONN-4
  Scenario: A client that sends and does not read what comes back
    Given "bob" is signed in
    And "alice" is signed in and reads nothing
    And the "chat" handler answers with sendClients to "alice"
    And the "other" handler answers with sendClients to "bob"
    When "alice" sends "chat" messages each carrying 60000 bytes of text until 32 MiB are on their way or she is cut off
    And "bob" sends "other" message "2" carrying 1
    Then "bob" receives a "other" delivery carrying 1
    And "bob" receives a good report for "2"

  @CONN-4
  Scenario: A hundred clients at once, whose messages are with the handler at the same time
    Given 100 clients are signed in
    And the "chat" handler waits for 100 messages before it answers any, with sendClients to nobody
    When each of them sends a "chat" message
    Then each of them receives a good report

  @CONN-4
  Scenario Outline: Twenty clients who sign in at once beside one who works: they <sign in>
    Given "alice" is signed in
    And the "chat" handler answers with sendClients to nobody
    And 20 new connections
    When each of them <sign in>
    And "alice" sends "chat" message "1" carrying 1
    Then "alice" receives a good report for "1"

    Examples:
      | sign in                                    |
      | signs in as "erin"                         |
      | signs in as "erin" with a wrong password   |

  @CONN-4
  Scenario: A user who has come and gone many times is served
    Given "alice" is signed in
    And the "chat" handler answers with sendClients to "bob"
    When "bob" signs in and leaves 50 times
    And "bob" is signed in
    And "alice" sends "chat" message "1" carrying 1
    Then "bob" receives a "chat" delivery carrying 1
    And "alice" receives a report for "1"

  @CONN-4 @informer
  Scenario: A caller of the informer that leaves without reading
    When the informer is sent 2000 requests by a caller that leaves without reading
    Then everybody else is still served

  @CONN-4 @informer
  Scenario: A caller of the informer that does not read
    Given a new connection "stranger"
    When the informer is sent 2000 requests by a caller that does not read
    And "stranger" signs in as "alice"
    Then "stranger" receives a good report for "auth_special"

  @CONN-4 @informer
  Scenario: Two callers of the informer, of whom one says nothing
    Given the informer has a caller that says nothing
    When the informer is asked {"command":{"type":"isClient","data":"dave"}}
    Then it answers false

  @CONN-4 @informer
  Scenario: Two callers of the informer, of whom one stays after its answer
    When the informer is asked {"command":{"type":"isClient","data":"dave"}}
    Then it answers false
    Given the informer has another caller
    When the informer is asked {"command":{"type":"isClient","data":"dave"}}
    Then it answers false

  @CONN-4 @informer
  Scenario: The informer is asked while a message is with its handler
    Given "alice" is signed in
    And the "chat" handler holds its answers
    When "alice" sends "chat" message "1" carrying 1
    Then the "chat" handler receives 1
    When the informer is asked {"command":{"type":"isClient","data":"alice"}}
    Then it answers true
    When the "chat" handler lets its answers go with sendClients to nobody
    Then "alice" receives a good report for "1"
