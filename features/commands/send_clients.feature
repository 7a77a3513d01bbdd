Feature: sendClients
  A handler has data delivered to users who are connected to this server.

  @CLIENTS-1
  Scenario: Everybody who is named receives the delivery
    Given "alice", "bob" and "carol" are signed in
    And the "chat" handler answers with sendClients to "bob" and "carol"
    When "alice" sends "chat" message "1" carrying {"text":"hi"}
    Then "bob" receives a "chat" delivery carrying {"text":"hi"}
    And "carol" receives a "chat" delivery carrying {"text":"hi"}
    And "alice" receives a good report for "1"

  @CLIENTS-1
  Scenario: Every session of a user receives the delivery
    Given "alice" and "bob" are signed in
    And "bob" is signed in again as "bob's phone"
    And "bob" is signed in again as "bob's watch"
    And the "chat" handler answers with sendClients to "bob"
    When "alice" sends "chat" message "1" carrying {"text":"hi"}
    Then "bob" receives a "chat" delivery carrying {"text":"hi"}
    And "bob's phone" receives a "chat" delivery carrying {"text":"hi"}
    And "bob's watch" receives a "chat" delivery carrying {"text":"hi"}
    And "alice" receives a good report for "1"

  @CLIENTS-1
  Scenario: Every one of many sessions of a user receives the delivery
    Given 70 clients are signed in
    And "bob" is signed in
    And the "chat" handler answers with sendClients to "alice"
    When "bob" sends "chat" message "1" carrying 1
    Then each of them receives a "chat" delivery carrying 1

  @CLIENTS-1
  Scenario: Users receive deliveries while another comes and goes
    Given "alice" and "carol" are signed in
    And the "chat" handler answers with sendClients to "erin" and "carol"
    When "alice" sends "chat" messages "1" to "100" while "erin" comes and goes
    Then "carol" receives 100 "chat" deliveries, one for each of them

  @CLIENTS-1
  Scenario: Names are compared code point for code point
    Given "alice" is signed in
    And "zoë" and "Alice" are signed in
    And the "chat" handler answers with sendClients to "zoë"
    When "alice" sends "chat" message "1" carrying 1
    Then "zoë" receives a "chat" delivery carrying 1
    And "alice" receives a good report for "1"
    And "Alice" receives nothing
    When the "chat" handler answers with sendClients to "alice"
    And "alice" sends "chat" message "2" carrying 1
    Then "alice" receives a "chat" delivery carrying 1
    And "alice" receives a good report for "2"
    And "Alice" receives nothing

  @CLIENTS-1
  Scenario: Names are not normalized
    Given "alice" is signed in
    And "zoë" and "zoe\u0308" are signed in
    And the "chat" handler answers with sendClients to "zoe\u0308"
    When "alice" sends "chat" message "1" carrying 1
    Then "zoe\u0308" receives a "chat" delivery carrying 1
    And "alice" receives a good report for "1"
    And "zoë" receives nothing

  @CLIENTS-2
  Scenario Outline: The delivery carries the answer's data and the handler's name: <data>
    Given "alice" and "bob" are signed in
    And the "chat" handler answers with sendClients to "bob", with data <data>
    When "alice" sends "chat" message "1" carrying {"type":"other","data":"question"}
    Then "bob" receives a "chat" delivery carrying <data>
    And "alice" receives a good report for "1"

    Examples:
      | data                           |
      | "answer"                       |
      | null                           |
      | {"type":"other","id":"2"}      |
      | ["sendClients"]                |

  @CLIENTS-3
  Scenario: Who is named and not here is skipped
    Given "alice" and "bob" are signed in
    And the "chat" handler answers with sendClients to "dave", "bob", "nobody at all" and ""
    When "alice" sends "chat" message "1" carrying {"text":"hi"}
    Then "bob" receives a "chat" delivery carrying {"text":"hi"}
    And "alice" receives a good report for "1"

  @CLIENTS-3
  Scenario: Nobody who is named is here
    Given "alice" is signed in
    And the "chat" handler answers with sendClients to "dave"
    When "alice" sends "chat" message "1" carrying {"text":"hi"}
    Then the "chat" handler receives {"text":"hi"}
    And "alice" receives a good report for "1"

  @CLIENTS-4
  Scenario: A session that reads nothing does not keep the delivery from the others
    Given "alice" and "carol" are signed in
    And "bob" is signed in and reads nothing
    And the "chat" handler answers with sendClients to "bob" and "carol"
    When "alice" sends "chat" messages carrying 60000 bytes of text, each after "carol" has received the one before, until 16 MiB have been sent or a report is bad
    Then "carol" has received each of them

  @CLIENTS-4
  Scenario: A session that vanishes does not keep the delivery from the others
    Given "alice", "bob" and "carol" are signed in
    And the "chat" handler holds its answers
    When "alice" sends "chat" message "1" carrying {"text":"hi"}
    Then the "chat" handler receives {"text":"hi"}
    When "bob" resets the connection
    And the "chat" handler lets its answers go with sendClients to "bob" and "carol"
    Then "carol" receives a "chat" delivery carrying {"text":"hi"}

  @CLIENTS-4
  Scenario: A session that reads nothing does not keep the delivery from the others of its user
    Given "alice" is signed in
    And "bob" is signed in and reads nothing
    And "bob" is signed in again as "bob's phone"
    And the "chat" handler answers with sendClients to "bob"
    When "alice" sends "chat" messages carrying 60000 bytes of text, each after "bob's phone" has received the one before, until 16 MiB have been sent or a report is bad
    Then "bob's phone" has received each of them
    And "bob's phone" receives nothing

  @CLIENTS-4
  Scenario: The report is bad where one of two sessions does not take its delivery
    Given "alice" and "carol" are signed in
    And "bob" is signed in and reads nothing
    And the "chat" handler answers with sendClients to "carol" and "bob"
    When "alice" sends numbered "chat" messages of 60000 bytes one after the other until 12 MiB have been sent or a report is bad
    And "bob" begins to read
    Then "bob" receives what was reported good, in order, or is closed

  @CLIENTS-4
  Scenario: What waits for a session that reads nothing is bounded
    Given "alice" is signed in
    And "bob" is signed in and reads nothing
    And the "chat" handler answers with sendClients to "bob", with data 60000 bytes of text
    When "alice" sends up to 2400 "chat" messages carrying 1 one after the other until a report is bad
    Then what waits for "bob" is bounded

  @CLIENTS-4
  Scenario: A session that did not read for a while receives again
    Given "alice" is signed in
    And "bob" is signed in and reads nothing
    And the "chat" handler answers with sendClients to "bob"
    When "alice" sends "chat" messages carrying 60000 bytes of text one after the other until 16 MiB have been sent or a report is bad
    And "bob" begins to read
    Then what "alice" sends reaches "bob" again, or "bob" is closed

  @CLIENTS-5
  Scenario: Nobody else receives it
    Given "alice", "bob" and "carol" are signed in
    And "alice" is signed in again as "alice's phone"
    And the "chat" handler answers with sendClients to "bob"
    When "alice" sends "chat" message "1" carrying {"text":"hi"}
    Then "bob" receives a "chat" delivery carrying {"text":"hi"}
    And "alice" receives a good report for "1"
    And "alice" receives nothing
    And "alice's phone" receives nothing
    And "carol" receives nothing

  @CLIENTS-6
  Scenario: Who is named twice receives it once
    Given "alice" and "bob" are signed in
    And "bob" is signed in again as "bob's phone"
    And the "chat" handler answers with sendClients to "bob", "alice", "bob", "alice" and "bob"
    When "alice" sends "chat" message "1" carrying {"text":"hi"}
    Then "bob" receives a "chat" delivery carrying {"text":"hi"}
    And "bob's phone" receives a "chat" delivery carrying {"text":"hi"}
    And "alice" receives a "chat" delivery carrying {"text":"hi"}
    And "alice" receives a good report for "1"
    And "bob" receives nothing
    And "bob's phone" receives nothing
    And "alice" receives nothing

  @CLIENTS-7
  Scenario: The originator's own delivery precedes its report
    Given "alice" and "bob" are signed in
    And the "chat" handler answers with sendClients to "bob" and "alice"
    When "alice" sends "chat" messages "1" to "20" in one write
    Then "alice" receives for each of them the delivery and then a good report

  @CLIENTS-8
  Scenario: An empty list is valid
    Given "alice" and "bob" are signed in
    And the "chat" handler answers with sendClients to nobody
    When "alice" sends "chat" message "1" carrying {"text":"hi"}
    Then "alice" receives a good report for "1"
    And "alice" receives nothing
    And "bob" receives nothing

  @CLIENTS-9
  Scenario Outline: Anything but an array of strings: <names>
    Given "alice" and "bob" are signed in
    And the "chat" handler answers the body {"header":{"status":"0","command":{"type":"sendClients","data":<names>}},"data":1}
    When "alice" sends "chat" message "1" carrying 1
    Then "alice" receives a bad report for "1"
    And "alice" receives nothing
    And "bob" receives nothing

    Examples:
      | names             |
      | "bob"             |
      | null              |
      | true              |
      | 1                 |
      | {}                |
      | {"bob":true}      |
      | {"0":"bob"}       |
      | ["bob",1]         |
      | ["bob",null]      |
      | [null]            |
      | [["bob"]]         |
      | ["bob",["alice"]] |
      | [{"name":"bob"}]  |

  @CLIENTS-9
  Scenario Outline: Whatever else an answer holds, nothing is sent where its list has <what>
    Given "alice" and "bob" are signed in
    When "alice" sends messages to which the "chat" handler gives generated answers for "bob", with <what> at "/header/command/data"
    Then each of them is reported as bad, and "bob" receives nothing

    Examples:
      | what          |
      | a wrong type  |
      | a wrong value |

  @CLIENTS-10
  Scenario: A connection that has not signed in receives nothing
    Given "alice" and "bob" are signed in
    And a new connection "stranger"
    And the "chat" handler answers with sendClients to "bob", "" and "stranger"
    When "alice" sends "chat" message "1" carrying {"text":"hi"}
    Then "bob" receives a "chat" delivery carrying {"text":"hi"}
    And "alice" receives a good report for "1"
    When "stranger" signs in as "carol"
    Then the first that "stranger" receives is a good report for "auth_special"

  @CLIENTS-10
  Scenario: A connection that was refused receives nothing
    Given "bob" is signed in
    And a new connection "stranger"
    And the "chat" handler answers with sendClients to "alice"
    When "stranger" sends the body {"header":{"scope":"client","authentication":{"username":"alice","password":"wrong"}},"payload":{}}
    Then "stranger" is cut off
    When "bob" sends "chat" message "1" carrying {"text":"hi"}
    Then "bob" receives a good report for "1"

  @CLIENTS-10
  Scenario: A session that a fatal error has ended receives nothing, and is no failure
    Given "alice" and "bob" are signed in
    And the "chat" handler answers with sendClients to "alice"
    When "alice" sends the body nonsense
    Then "alice" is cut off
    When "bob" sends "chat" message "1" carrying {"text":"hi"}
    Then "bob" receives a good report for "1"

  @CLIENTS-10
  Scenario: A user who has left receives nothing, and is no failure
    Given "alice" and "bob" are signed in
    And the "chat" handler answers with sendClients to "bob"
    When "bob" leaves
    And "alice" sends "chat" message "1" carrying {"text":"hi"}
    Then the "chat" handler receives {"text":"hi"}
    And "alice" receives a good report for "1"

  @CLIENTS-10 @federation
  Scenario: A peer that calls itself by a user's name receives nothing
    Given "bob" is signed in
    And the "chat" handler answers with sendClients to "alice" and "bob"
    When a peer "P" sends the body {"header":{"scope":"server","authentication":{"username":"alice","password":"secret of alice"}},"payload":{"type":"chat","data":{"text":"hi"}}}
    Then "bob" receives a "chat" delivery carrying {"text":"hi"}
    And "P" receives no delivery

  @CLIENTS-11
  Scenario: The report lists who was skipped
    Given "alice" and "bob" are signed in
    And the "chat" handler answers with sendClients to "dave", "bob", "nobody at all", "" and "dave"
    When "alice" sends "chat" message "1" carrying 1
    Then "alice" receives a good report for "1"
    And that report lists as undelivered "dave", "nobody at all" and ""

  @CLIENTS-11
  Scenario: Who is named twice is listed once, where nobody is here at all
    Given "alice" is signed in
    And the "chat" handler answers with sendClients to "dave" and "dave"
    When "alice" sends "chat" message "1" carrying 1
    Then "alice" receives a good report for "1"
    And that report lists as undelivered "dave"

  @CLIENTS-11 @chaining
  Scenario: The report on a chain lists who was skipped
    Given "alice" is signed in
    And the "filter" handler answers with sendHandler to "chat"
    And the "chat" handler answers with sendClients to "dave"
    When "alice" sends "filter" message "1" carrying 1
    Then "alice" receives a good report for "1"
    And that report lists as undelivered "dave"

  @CLIENTS-11
  Scenario: A bad report lists who was skipped as well
    Given "alice" is signed in
    And "bob" is signed in and reads nothing
    And the "chat" handler answers with sendClients to "bob" and "dave"
    When "alice" sends "chat" messages carrying 60000 bytes of text one after the other until 16 MiB have been sent or a report is bad
    Then that report lists as undelivered "dave"

  @CLIENTS-11
  Scenario: Who was cut off is skipped
    Given "alice" and "erin" are signed in
    And the "chat" handler answers with sendClients to "erin"
    When "erin" sends the body nonsense
    Then "erin" is cut off
    When "alice" sends "chat" message "1" carrying 1
    Then "alice" receives a good report for "1"
    And that report lists as undelivered "erin"

  @CLIENTS-11
  Scenario: The report lists nobody where nobody was skipped
    Given "alice" and "bob" are signed in
    And the "chat" handler answers with sendClients to "bob"
    When "alice" sends "chat" message "1" carrying 1
    Then "bob" receives a "chat" delivery carrying 1
    And "alice" receives a good report for "1"
    And that report lists as undelivered nobody
