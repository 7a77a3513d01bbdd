Feature: Built-in types
  The server itself answers the types dummy and builtin, to clients only.

  @BUILTIN-1
  Scenario Outline: A dummy message is answered by the dummy reply: <data>
    Given "alice" is signed in
    When "alice" sends "dummy" message "42" carrying <data>
    Then "alice" receives the dummy reply for "42"
    And "alice" receives nothing

    Examples:
      | data                           |
      | null                           |
      | {"text":"hi"}                  |
      | {"command":{"type":"close"}}   |
      | []                             |
      | ""                             |

  @BUILTIN-1
  Scenario Outline: The dummy reply echoes the id: <id>
    Given "alice" is signed in
    When "alice" sends the body {"header":{},"payload":{"type":"dummy","data":1,"id":<id>}}
    Then "alice" receives the dummy reply for <id>

    Examples:
      | id                    |
      | ""                    |
      | "an \"id\" \\\\" |

  @BUILTIN-2
  Scenario Outline: The command close closes the connection: <data>
    Given "alice" is signed in
    And the "chat" handler answers with sendClients to nobody
    When "alice" sends in one write the bodies
      | {"header":{},"payload":{"type":"builtin","data":<data>,"id":"1"}} |
      | {"header":{},"payload":{"type":"chat","data":2,"id":"2"}}         |
    Then "alice" is closed without another word
    And the "chat" handler receives nothing
    And everybody else is still served

    Examples:
      | data                                         |
      | {"command":{"type":"close"}}                 |
      | {"x":1,"command":{"type":"close","y":[]}}    |

  @BUILTIN-2
  Scenario: The command close closes one session, and not the others of the user
    Given "alice" is signed in
    And "alice" is signed in again as "alice's phone"
    And the "chat" handler answers with sendClients to "alice"
    When "alice" sends the body {"header":{},"payload":{"type":"builtin","data":{"command":{"type":"close"}},"id":"1"}}
    Then "alice" is closed without another word
    When "alice's phone" sends "chat" message "2" carrying 1
    Then "alice's phone" receives a "chat" delivery carrying 1
    And "alice's phone" receives a good report for "2"

  @BUILTIN-3
  Scenario Outline: Any other built-in command is reported: <data>
    Given "alice" is signed in
    And the "chat" handler answers with sendClients to "alice"
    When "alice" sends "builtin" message "1" carrying <data>
    Then "alice" receives a bad report for "1"
    When "alice" sends "chat" message "2" carrying 1
    Then "alice" receives a "chat" delivery carrying 1
    And "alice" receives a good report for "2"

    Examples:
      | data                            |
      | {"command":{"type":"open"}}     |
      | {"command":{"type":"Close"}}    |
      | {"command":{"type":"close "}}   |
      | {"command":{"type":"quit"}}     |
      | {"command":{"type":""}}         |
      | {"command":{"type":null}}       |
      | {"command":{"type":["close"]}}  |
      | {"command":{}}                  |
      | {"command":"close"}             |
      | {"command":["close"]}           |
      | {"type":"close"}                |
      | {"Command":{"type":"close"}}    |
      | {}                              |
      | []                              |
      | "close"                         |
      | null                            |
      | 0                               |

  @BUILTIN-4
  Scenario Outline: No handler can be registered as <name>
    Given a server "S4" whose configuration registers a handler called "<name>"
    Then it refuses to start, or answers "<name>" messages itself
    And everybody else is still served

    Examples:
      | name    |
      | dummy   |
      | builtin |
