Feature: Status reports
  Each message of a client is answered by exactly one report.

  @STAT-1
  Scenario Outline: One report for each message, whatever becomes of it: <what>
    Given "alice" is signed in
    And the "chat" handler <does>
    When "alice" sends "chat" message "1" carrying 1
    Then "alice" receives a <status> report for "1"
    And "alice" receives nothing

    Examples:
      | what                | does                                       | status |
      | sent to nobody      | answers with sendClients to nobody         | good   |
      | sent to the absent  | answers with sendClients to "dave"         | good   |
      | no handler          | is not there                               | bad    |
      | no answer           | closes without an answer                   | bad    |
      | a failed status     | answers the body {"header":{"status":"1"}} | bad    |
      | an empty answer     | answers the body {}                        | bad    |

  @STAT-1 @chaining
  Scenario: One report for a message whose chain fails at its end
    Given "alice" is signed in
    And the "filter" handler answers with sendHandler to "chat"
    And the "chat" handler closes without an answer
    When "alice" sends "filter" message "1" carrying 1
    Then "alice" receives a bad report for "1"
    And "alice" receives nothing

  @STAT-1
  Scenario: One report for each of many messages
    Given "alice" is signed in
    And the "chat" handler answers with sendClients to nobody
    When "alice" sends "chat" messages "1" to "100" in one write
    Then "alice" receives a good report for each of them
    And "alice" receives nothing

  @STAT-1
  Scenario: A client that reads late has every report, in order, or is closed
    Given "alice" is signed in and reads nothing
    And the "chat" handler answers with sendClients to nobody
    When "alice" sends "chat" messages whose ids have 60000 bytes until 12 MiB are on their way or she is cut off
    And "alice" begins to read
    Then "alice" receives a good report for each of them, in order, or is closed

  @STAT-2
  Scenario: The report goes to nobody but the originator
    Given "alice" and "bob" are signed in
    And "alice" is signed in again as "alice's phone"
    And the "chat" handler answers with sendClients to "bob"
    When "alice" sends "chat" message "1" carrying 1
    Then "alice" receives a good report for "1"
    And "bob" receives a "chat" delivery carrying 1
    And "alice's phone" receives nothing
    And "bob" receives nothing

  @STAT-2
  Scenario: A bad report goes to nobody but the originator
    Given "alice" and "bob" are signed in
    And "alice" is signed in again as "alice's phone"
    When "alice" sends "nobody's" message "1" carrying 1
    Then "alice" receives a bad report for "1"
    And "alice's phone" receives nothing
    And "bob" receives nothing

  @STAT-2 @chaining
  Scenario: A bad report on a chain goes to nobody but the originator
    Given "alice" is signed in
    And "alice" is signed in again as "alice's phone"
    And the "filter" handler answers with sendHandler to "chat"
    And the "chat" handler closes without an answer
    When "alice" sends "filter" message "1" carrying 1
    Then "alice" receives a bad report for "1"
    And "alice's phone" receives nothing

  @STAT-3
  Scenario Outline: A bad report says why: <code>
    Given "alice" is signed in
    And the "chat" handler <does>
    When "alice" sends "chat" message "1" carrying 1
    Then "alice" receives a bad report for "1"
    And that report gives the code "<code>" and a message

    Examples:
      | code                | does                                                                                           |
      | handler_unavailable | is not there                                                                                   |
      | handler_unavailable | refuses connections                                                                            |
      | handler_failed      | closes without an answer                                                                       |
      | handler_failed      | closes after 10 bytes of its answer                                                            |
      | handler_failed      | answers the body {"header":{"status":"1"}}                                                     |
      | handler_failed      | answers the body {"header":{"status":"00","command":{"type":"sendClients","data":[]}},"data":1} |
      | handler_malformed   | answers the bytes 00 00 00 00                                                                  |
      | handler_malformed   | answers the bytes ff ff ff ff                                                                  |
      | handler_malformed   | answers the body nonsense                                                                      |
      | handler_malformed   | answers the body []                                                                            |
      | handler_malformed   | answers the body {"header":{"status":0}}                                                       |
      | handler_malformed   | answers the body {"header":{"status":"0"},"data":1}                                            |
      | handler_malformed   | answers the body {"header":{"status":"0","command":{"type":"sendClients","data":"bob"}},"data":1} |
      | unknown_command     | answers the body {"header":{"status":"0","command":{"type":"sendEverybody","data":[]}},"data":1} |
      | unknown_command     | answers the body {"header":{"status":"0","command":{"type":"sendEverybody","data":0}},"data":1} |

  @STAT-3 @chaining
  Scenario Outline: A bad report on a chain says why: <code>
    Given "alice" is signed in
    And the "chat" handler <does>
    When "alice" sends "chat" message "1" carrying 1
    Then "alice" receives a bad report for "1"
    And that report gives the code "<code>" and a message

    Examples:
      | code              | does                                                                                                 |
      | unknown_handler   | answers with sendHandler to "nobody's"                                                               |
      | chain_too_long    | answers with sendHandler to "chat"                                                                   |
      | handler_malformed | answers the body {"header":{"status":"0","command":{"type":"sendHandler","data":["chat"]}},"data":1} |

  @STAT-3
  Scenario: A bad report on a handler that does not answer in time says why
    Given a server that waits a second for handlers
    And "alice" is signed in
    And the "chat" handler never answers
    When "alice" sends "chat" message "1" carrying 1
    Then "alice" receives a bad report for "1"
    And that report gives the code "handler_timeout" and a message

  @STAT-3
  Scenario: A bad report on a type that nobody handles says why
    Given "alice" is signed in
    When "alice" sends "nobody's" message "1" carrying 1
    Then "alice" receives a bad report for "1"
    And that report gives the code "unknown_type" and a message

  @STAT-3
  Scenario Outline: Wrong credentials are reported with their code: <username>, <password>
    Given a new connection "stranger"
    When "stranger" sends the body {"header":{"scope":"client","authentication":{"username":<username>,"password":<password>}},"payload":{}}
    Then "stranger" is cut off with an "auth_special" report of the code "bad_credentials"

    Examples:
      | username           | password |
      | "alice"            | "wrong"  |
      | "frank" | "wrong"  |
      | ""                 | ""       |

  @STAT-3 @federation
  Scenario Outline: A bad report on other servers says why: <code>
    Given "alice" is signed in
    And the "relay" handler <does>
    When "alice" sends "relay" message "1" carrying 1
    Then "alice" receives a bad report for "1"
    And that report gives the code "<code>" and a message

    Examples:
      | code               | does                                                                                               |
      | unreachable_server | answers with sendServers to "(a port nobody listens at)"                                           |
      | unreachable_server | answers with sendServers to "nonsense"                                                             |
      | handler_malformed  | answers the body {"header":{"status":"0","command":{"type":"sendServers","data":"relay"}},"data":1} |

  @STAT-3
  Scenario: A handler whose accept queue stays full is reported with its code
    Given a server that waits a second for handlers
    And "alice" is signed in
    And the "chat" handler has a full accept queue
    When "alice" sends "chat" message "1" carrying 1
    Then "alice" receives a bad report for "1"
    And that report gives the code "handler_unavailable" and a message

  @STAT-3
  Scenario: A session that does not take what it is sent is reported with its code
    Given "alice" is signed in
    And "bob" is signed in and reads nothing
    And the "chat" handler answers with sendClients to "bob"
    When "alice" sends "chat" messages carrying 60000 bytes of text one after the other until 16 MiB have been sent or a report is bad
    Then that report gives, if it is bad, the code "undeliverable" and a message

  @STAT-3 @builtins
  Scenario: A built-in command that does not exist is reported with its code
    Given "alice" is signed in
    When "alice" sends "builtin" message "1" carrying {"command":{"type":"open"}}
    Then "alice" receives a bad report for "1"
    And that report gives the code "unknown_command" and a message

  @STAT-3
  Scenario: The report on signing in is good and has no error
    Given a new connection "stranger"
    When "stranger" signs in as "alice"
    Then "stranger" receives a good report for "auth_special"
    And that report has no error

  @STAT-3
  Scenario: A good report has no error
    Given "alice" is signed in
    And the "chat" handler answers with sendClients to "alice"
    When "alice" sends "chat" message "1" carrying 1
    Then "alice" receives a "chat" delivery carrying 1
    And "alice" receives a good report for "1"
    And that report has no error

  @STAT-4
  Scenario: Good means that the command was run
    Given "alice" and "bob" are signed in
    And the "chat" handler answers with sendClients to "bob"
    When "alice" sends "chat" message "1" carrying {"text":"hi"}
    Then "alice" receives a good report for "1"
    And "bob" receives a "chat" delivery carrying {"text":"hi"}

  @STAT-4 @federation
  Scenario: Good means that every address was sent to
    Given "alice" is signed in
    And a peer server "P"
    And the "relay" handler answers with sendServers to "P" and "(a port nobody listens at)"
    When "alice" sends "relay" message "1" carrying {"text":"hi"}
    Then "P" receives a "relay" peer message with id "1" carrying {"text":"hi"}
    And "alice" receives a bad report for "1"

  @STAT-4
  Scenario: What was reported good to be delivered is there when it is read
    Given "alice" is signed in
    And "bob" is signed in and reads nothing
    And the "chat" handler answers with sendClients to "bob"
    When "alice" sends numbered "chat" messages of 60000 bytes one after the other until 12 MiB have been sent or a report is bad
    And "bob" begins to read
    Then "bob" receives what was reported good, in order, or is closed

  @STAT-4
  Scenario Outline: Bad means that it was not: <does>
    Given "alice" and "bob" are signed in
    And the "chat" handler <does>
    When "alice" sends "chat" message "1" carrying {"text":"hi"}
    Then "alice" receives a bad report for "1"
    And "bob" receives nothing

    Examples:
      | does                                                                                              |
      | answers the body {"header":{"status":"7","command":{"type":"sendClients","data":["bob"]}},"data":1} |
      | answers the body {"header":{"status":"0","command":{"type":"sendPeople","data":["bob"]}},"data":1}  |
      | answers the body {"header":{"status":"0","command":{"type":"sendClients","data":["bob"]}}}          |
