Feature: Messages from a peer
  Another server sends one message on a connection, without signing in.

  @PEER-1
  Scenario Outline: A peer is served without authentication: <why>
    Given "bob" is signed in
    And the "chat" handler answers with sendClients to "bob"
    When a peer "P" sends the body {"header":{"scope":"server"<authentication>},"payload":{"type":"chat","data":{"text":"hi"},"id":"7"}}
    Then "bob" receives a "chat" delivery carrying {"text":"hi"}

    Examples:
      | why                | authentication                                                |
      | none               |                                                               |
      | wrong credentials  | ,"authentication":{"username":"alice","password":"wrong"}     |
      | null               | ,"authentication":null                                        |
      | a number           | ,"authentication":5                                           |

  @PEER-2
  Scenario: The data goes to the handler of the type
    Given every handler answers with sendClients to nobody
    When a peer "P" sends "chat" message "7" carrying {"text":"hi"}
    Then the "chat" handler receives {"text":"hi"}
    And no other handler receives anything

  @PEER-3
  Scenario: A message without an id is served
    Given "bob" is signed in
    And the "chat" handler answers with sendClients to "bob"
    When a peer "P" sends the body {"header":{"scope":"server"},"payload":{"type":"chat","data":{"text":"hi"}}}
    Then "bob" receives a "chat" delivery carrying {"text":"hi"}

  @PEER-3
  Scenario: A message with an empty id is served
    Given "bob" is signed in
    And the "chat" handler answers with sendClients to "bob"
    When a peer "P" sends "chat" message "" carrying {"text":"hi"}
    Then "bob" receives a "chat" delivery carrying {"text":"hi"}

  @PEER-4
  Scenario Outline: A message is served in full although the peer closed right behind it: it <leaves>
    Given "bob" is signed in
    And the "chat" handler answers after 100 milliseconds with sendClients to "bob"
    When a peer "P" sends "chat" message "7" carrying {"text":"hi"} and <leaves>
    Then "bob" receives a "chat" delivery carrying {"text":"hi"}

    Examples:
      | leaves            |
      | ends the stream   |
      | closes            |

  @PEER-4
  Scenario: A message is served in full although the peer reset the connection while it was served
    Given "bob" is signed in
    And the "chat" handler holds its answers
    When a peer "P" sends "chat" message "7" carrying 1
    Then the "chat" handler receives 1
    When "P" resets the connection
    And the "chat" handler lets its answers go with sendClients to "bob"
    Then "bob" receives a "chat" delivery carrying 1

  @PEER-5
  Scenario: A connection carries one message
    Given the "chat" handler answers with sendClients to nobody
    When a peer "P" sends in one write the bodies
      | {"header":{"scope":"server"},"payload":{"type":"chat","data":1,"id":"7"}} |
      | {"header":{"scope":"server"},"payload":{"type":"chat","data":2,"id":"8"}} |
    Then the "chat" handler receives 1
    And "P" is closed after at most a good report for "7"
    And the "chat" handler receives nothing

  @PEER-5
  Scenario: What a peer sends while its message is served is ignored
    Given "bob" is signed in
    And the "chat" handler holds its answers
    When a peer "P" sends "chat" message "7" carrying {"text":"hi"}
    Then the "chat" handler receives {"text":"hi"}
    When "P" sends the bytes ff ff ff ff 00 00 00 00
    And the "chat" handler lets its answers go with sendClients to "bob"
    Then "bob" receives a "chat" delivery carrying {"text":"hi"}
    And "P" is closed after at most a good report for "7"

  @PEER-5
  Scenario: The server closes the connection when it has served the message
    Given the "chat" handler answers with sendClients to nobody
    When a peer "P" sends "chat" message "7" carrying 1
    Then "P" is closed after at most a good report for "7"

  @PEER-5
  Scenario: So it does where the message has no id, and there is nothing to report
    Given "bob" is signed in
    And the "chat" handler answers with sendClients to "bob"
    When a peer "P" sends the body {"header":{"scope":"server"},"payload":{"type":"chat","data":1}}
    Then "bob" receives a "chat" delivery carrying 1
    And "P" is closed

  @PEER-8
  Scenario: A handler may take longer for a peer's message than that may take to arrive
    Given a server that waits a second for first messages
    And "bob" is signed in
    And the "chat" handler answers after longer than that with sendClients to "bob"
    When a peer "P" sends "chat" message "7" carrying 1
    Then "bob" receives a "chat" delivery carrying 1

  @PEER-6 @chaining
  Scenario: The report on a chain has the id of the peer's message
    Given the "filter" handler answers with sendHandler to "chat"
    And the "chat" handler answers with sendClients to nobody
    When a peer "P" sends "filter" message "7" carrying 1
    Then "P" receives a good report for "7"

  @PEER-6
  Scenario: The report goes to a peer although the handler takes longer than the message may take to arrive
    Given a server that waits a second for first messages
    And the "chat" handler answers after longer than that with sendClients to nobody
    When a peer "P" sends "chat" message "7" carrying 1
    Then "P" receives a report for "7"

  @PEER-6
  Scenario: A report is sent before closing
    Given the "chat" handler answers with sendClients to nobody
    When a peer "P" sends "chat" message "7" carrying 1
    Then "P" receives a good report for "7"
    And "P" is closed without another word

  @PEER-6
  Scenario Outline: An id of a peer means nothing but that it is reported: <id>
    Given the "chat" handler answers with sendClients to nobody
    When a peer "P" sends "chat" message "<id>" carrying 1
    Then "P" receives a good report for "<id>"
    And "P" is closed without another word

    Examples:
      | id            |
      |               |
      | auth_special  |
      | fatal_special |
      | 007           |
      | caf\u00e9 \"<& |

  @PEER-6
  Scenario: No report is sent where the message has no id
    Given "bob" is signed in
    And the "chat" handler answers with sendClients to "bob"
    When a peer "P" sends the body {"header":{"scope":"server"},"payload":{"type":"chat","data":1}}
    Then "bob" receives a "chat" delivery carrying 1
    And "P" is closed without another word

  @PEER-6
  Scenario: No report is sent on an unknown type where the message has no id
    When a peer "P" sends the body {"header":{"scope":"server"},"payload":{"type":"unknown","data":1}}
    Then "P" is closed without another word

  @PEER-6
  Scenario: A bad report is sent before closing
    Given the "chat" handler is not there
    When a peer "P" sends "chat" message "7" carrying 1
    Then "P" receives a bad report for "7"
    And "P" is closed without another word

  @PEER-6
  Scenario Outline: An unknown type is reported before closing: <type>
    When a peer "P" sends "<type>" message "7" carrying 1
    Then "P" receives a bad report for "7"
    And that report gives the code "unknown_type" and a message
    And "P" is closed without another word

    Examples:
      | type        |
      | nobody's    |
      | constructor |
      | toString    |

  @PEER-7
  Scenario Outline: A malformed message has no effect: <why>
    Given the "chat" handler answers with sendClients to nobody
    When a peer "P" sends the body <body>
    Then "P" is cut off
    And the "chat" handler receives nothing
    And everybody else is still served

    Examples:
      | why                   | body                                                                              |
      | no payload            | {"header":{"scope":"server"}}                                                     |
      | a payload of null     | {"header":{"scope":"server"},"payload":null}                                      |
      | a payload as a string | {"header":{"scope":"server"},"payload":"chat"}                                    |
      | a payload as an array | {"header":{"scope":"server"},"payload":[{"type":"chat","data":1}]}                |
      | an empty payload      | {"header":{"scope":"server"},"payload":{}}                                        |
      | no type               | {"header":{"scope":"server"},"payload":{"data":1,"id":"7"}}                       |
      | a type as a number    | {"header":{"scope":"server"},"payload":{"type":7,"data":1,"id":"7"}}              |
      | a type of null        | {"header":{"scope":"server"},"payload":{"type":null,"data":1,"id":"7"}}           |
      | no data               | {"header":{"scope":"server"},"payload":{"type":"chat","id":"7"}}                  |
      | an id as a number     | {"header":{"scope":"server"},"payload":{"type":"chat","data":1,"id":7}}           |
      | an id of null         | {"header":{"scope":"server"},"payload":{"type":"chat","data":1,"id":null}}        |

  @PEER-7
  Scenario Outline: A type that is no string is not the handler of its text: <type>
    Given the "<type>" handler answers with sendClients to nobody
    When a peer "P" sends the body {"header":{"scope":"server"},"payload":{"type":<type>,"data":1,"id":"7"}}
    Then "P" is cut off
    And the "<type>" handler receives nothing

    Examples:
      | type |
      | 7    |
      | null |

  @PEER-7
  Scenario Outline: An unknown type has no effect: <type>
    Given every handler answers with sendClients to nobody
    When a peer "P" sends the body {"header":{"scope":"server"},"payload":{"type":<type>,"data":1,"id":"7"}}
    Then "P" is closed after at most a bad report for "7"
    And no other handler receives anything
    And everybody else is still served

    Examples:
      | type        |
      | ""          |
      | "CHAT"      |
      | "nobody's"  |
      | "dummy"     |
      | "builtin"   |

  @PEER-8
  Scenario: sendClients reaches the clients here
    Given "alice" and "bob" are signed in
    And the "chat" handler answers with sendClients to "alice" and "bob"
    When a peer "P" sends "chat" message "7" carrying {"text":"hi"}
    Then "alice" receives a "chat" delivery carrying {"text":"hi"}
    And "bob" receives a "chat" delivery carrying {"text":"hi"}

  @PEER-8
  Scenario: sendServers reaches further servers
    Given peer servers "Q" and "R"
    And the "relay" handler answers with sendServers to "Q" and "R"
    When a peer "P" sends "relay" message "7" carrying {"text":"hi"}
    Then "Q" receives a "relay" peer message with id "7" carrying {"text":"hi"}
    And "R" receives a "relay" peer message with id "7" carrying {"text":"hi"}

  @PEER-8 @chaining
  Scenario: sendHandler reaches another handler
    Given "bob" is signed in
    And the "filter" handler answers with sendHandler to "chat"
    And the "chat" handler answers with sendClients to "bob"
    When a peer "P" sends "filter" message "7" carrying {"text":"hi"}
    Then "bob" receives a "chat" delivery carrying {"text":"hi"}

  @PEER-2
  Scenario: In whatever order the members of a peer message stand, it is served
    Given "bob" is signed in
    And the "chat" handler answers with sendClients to "bob" and closes
    When peers send a generated message each
    Then each of them is served, and "bob" receives its data

  @PEER-3
  Scenario: Whatever id a peer message holds, if it holds one, it is served
    Given "bob" is signed in
    And the "chat" handler answers with sendClients to "bob" and closes
    When peers send a generated message each, with any id or none
    Then each of them is served, and "bob" receives its data

  @PEER-7
  Scenario Outline: Whatever else a peer message holds, it has no effect where one thing is wrong: <fault>
    Given the "chat" handler answers with sendClients to nobody
    When peers send a generated message each, with a fault at "<fault>"
    Then each of them is cut off before the "chat" handler receives anything

    Examples:
      | fault         |
      | /payload      |
      | /payload/type |
      | /payload/data |
      | /payload/id   |
