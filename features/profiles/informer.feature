Feature: The informer
  Handlers ask the server who is connected, over a socket of its own.

  @INFO-1
  Scenario: listClients names each user who has a session once
    Given a server that was just started
    And "alice" and "bob" are signed in
    And "alice" is signed in again as "alice's phone"
    When the informer is asked {"command":{"type":"listClients","data":null}}
    Then it answers with an array of "alice", "bob" and "witness" in any order

  @INFO-1
  Scenario: listClients on a server where nobody but the witness is
    Given a server that was just started
    When the informer is asked {"command":{"type":"listClients","data":null}}
    Then it answers with an array of "witness" in any order

  @INFO-1
  Scenario: listClients on a server where nobody is at all
    Given a server that was just started
    And nobody is signed in any more
    When the informer is asked {"command":{"type":"listClients","data":null}}
    Then it answers []

  @INFO-1
  Scenario: A connection carries any number of requests
    Given a server that was just started
    And "alice" is signed in
    When the informer is asked {"command":{"type":"isClient","data":"alice"}}
    Then it answers true
    When the informer is asked {"command":{"type":"listClients","data":null}}
    Then it answers with an array of "alice" and "witness" in any order
    When the informer is asked {"command":{"type":"isClient","data":"bob"}}
    Then it answers false

  @INFO-1
  Scenario: Ten requests in one write are answered in order
    Given a server that was just started
    And "alice" is signed in
    When the informer is sent ten requests in one write, whether "alice" and whether "bob" are clients, in turn
    Then it answers true and false in turn

  @INFO-1
  Scenario: Data that a request does not need is ignored
    When the informer is asked {"command":{"type":"listClients","data":{"x":[1]}}}
    Then it answers with status "0"
    When the informer is asked {"command":{"type":"listClients"}}
    Then it answers with status "0"

  @INFO-2
  Scenario Outline: isClient says whether a user has a session: <name>
    Given a server that was just started
    And a new connection "stranger"
    And "alice" and "zoë" are signed in
    When the informer is asked {"command":{"type":"isClient","data":<name>}}
    Then it answers <answer>

    Examples:
      | name         | answer |
      | "alice"      | true   |
      | "zoë"        | true   |
      | "zo\u00eb"   | true   |
      | "Alice"      | false  |
      | "ALICE"      | false  |
      | "alice "     | false  |
      | "zoe\u0308"  | false  |
      | "dave"       | false  |
      | "toString"   | false  |
      | "stranger"   | false  |
      | ""           | false  |

  @INFO-2
  Scenario: isClient while one of two sessions ends
    Given a server that was just started
    And "alice" is signed in
    And "alice" is signed in again as "alice's phone"
    When "alice" leaves
    And the informer is asked {"command":{"type":"isClient","data":"alice"}}
    Then it answers true

  @INFO-1
  Scenario: listClients goes on naming a user who has left with one of two sessions
    Given a server that was just started
    And "alice" is signed in
    And "alice" is signed in again as "alice's phone"
    When "alice" leaves
    And the informer is asked {"command":{"type":"listClients"}}
    Then it answers with an array of "alice" and "witness" in any order

  @INFO-1
  Scenario: listClients no longer names a user who has left with all sessions
    Given a server that was just started
    And "alice" and "bob" are signed in
    And "alice" is signed in again as "alice's phone"
    When "alice" leaves
    And "alice's phone" resets the connection
    Then the informer comes to list "bob" and "witness"

  @INFO-2
  Scenario: isClient is false for a user who has left
    Given a server that was just started
    And "alice" is signed in
    When "alice" leaves
    Then the informer comes to say that "alice" is a client no more

  @INFO-3
  Scenario: serverInfo counts the sessions
    # The server takes the stranger's connection before those behind it, and so
    # has it by the time it is asked.
    Given a server that was just started
    And a new connection "stranger"
    And "alice" and "bob" are signed in
    And "alice" is signed in again as "alice's phone"
    When the informer is asked {"command":{"type":"serverInfo","data":null}}
    Then it answers with a client count of "4", the witness included

  @INFO-3
  Scenario Outline: serverInfo no longer counts a session that has ended: it <ends>
    Given a server that was just started
    And "alice" is signed in
    And "alice" is signed in again as "alice's phone"
    When "alice's phone" <ends>
    Then the informer comes to count 2 sessions, the witness included

    Examples:
      | ends                   |
      | leaves                 |
      | resets the connection  |

  @INFO-3
  Scenario: serverInfo no longer counts sessions that have ended at the same time
    Given a server that was just started
    And 20 clients are signed in
    When each of them resets the connection
    Then the informer comes to count 1 sessions, the witness included

  @INFO-3
  Scenario: serverInfo lists the listeners and what the administrator configured
    When the informer is asked {"command":{"type":"serverInfo","data":null}}
    Then it answers with the listeners and the admin info of the configuration

  @INFO-4
  Scenario: quit is answered, and then the connection is closed
    When the informer is sent in one write
      | {"command":{"type":"quit","data":null}}        |
      | {"command":{"type":"listClients","data":null}} |
    Then it answers null
    And it closes the connection

  @INFO-4
  Scenario: quit closes one connection, and the informer stays
    When the informer is asked {"command":{"type":"quit"}}
    Then it answers null
    And it closes the connection
    Given the informer has another caller
    When the informer is asked {"command":{"type":"isClient","data":"dave"}}
    Then it answers false

  @INFO-5
  Scenario Outline: A request that is unknown or malformed has status "1": <body>
    When the informer is asked <body>
    Then it answers with status "1"
    When the informer is asked {"command":{"type":"isClient","data":"dave"}}
    Then it answers with status "0"

    Examples:
      | body                                          |
      | {"command":{"type":"listServers","data":null}} |
      | {"command":{"type":"ListClients","data":null}} |
      | {"command":{"type":"","data":null}}           |
      | {"command":{"type":null,"data":null}}         |
      | {"command":{"type":["quit"],"data":null}}     |
      | {"command":{"data":"alice"}}                  |
      | {"command":{"type":"isClient"}}               |
      | {"command":{"type":"isClient","data":null}}   |
      | {"command":{"type":"isClient","data":1}}      |
      | {"command":{"type":"isClient","data":["alice"]}} |
      | {"command":"quit"}                            |
      | {"command":null}                              |
      | {"Command":{"type":"quit"}}                   |
      | {"type":"quit"}                               |
      | {}                                            |
      | []                                            |
      | "quit"                                        |
      | null                                          |
      | quit                                          |
      | {"command":{"type":"quit"}                    |
      | {"command":{"type":"quit"}}{}                 |
      | (FF)                                          |

  @INFO-5
  Scenario: A frame of length zero has status "1"
    When the informer is sent the bytes 00 00 00 00
    Then it answers with status "1"
    When the informer is asked {"command":{"type":"isClient","data":"dave"}}
    Then it answers with status "0"
