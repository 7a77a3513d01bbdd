Feature: Routing
  A message goes to the handler whose name is its type, and nowhere else.

  @ROUTE-1
  Scenario Outline: Types are compared code point for code point: <type>
    Given "alice" and "bob" are signed in
    And every handler answers with sendClients to "bob"
    When "alice" sends the body {"header":{},"payload":{"type":<type>,"data":1,"id":"1"}}
    Then the handler called <type> receives 1
    And "bob" receives a delivery of type <type> carrying 1
    And "alice" receives a good report for "1"
    And no other handler receives anything

    Examples:
      | type            |
      | "chat"          |
      | "Chat"          |
      | "chat "         |
      | " chat"         |
      | "caf\u00e9"     |
      | "cafe\u0301"    |
      | "日本"          |
      | "\"quoted\\\\"  |
      | "null"          |
      | "ch\u0061t"     |
      | "\ud800\udc00"  |

  @ROUTE-2
  Scenario Outline: No handler has this type: <type>
    Given "alice" is signed in
    And every handler answers with sendClients to nobody
    When "alice" sends the body {"header":{},"payload":{"type":<type>,"data":1,"id":"1"}}
    Then "alice" receives a bad report for "1"
    And no other handler receives anything
    When "alice" sends "chat" message "2" carrying 1
    Then "alice" receives a good report for "2"

    Examples:
      | type            |
      | ""              |
      | " "             |
      | "CHAT"          |
      | "chat\u0000"    |
      | "cha"           |
      | "chat/../chat"  |
      | "../chat"       |
      | "*"             |
      | "nobody's"      |
      | "statusReport"  |
      | "Dummy"         |
      | "BUILTIN"       |

  @ROUTE-3
  Scenario: A message is handed over exactly once
    Given "alice" is signed in
    And every handler answers with sendClients to nobody
    When "alice" sends "chat" message "1" carrying {"text":"once"}
    Then the "chat" handler receives {"text":"once"}
    And "alice" receives a good report for "1"
    And the "chat" handler receives nothing
    And no other handler receives anything

  @ROUTE-3
  Scenario Outline: A message whose handler fails is not handed over again: it <does>
    Given "alice" is signed in
    And every handler answers with sendClients to nobody
    And the "chat" handler <does>
    When "alice" sends "chat" message "1" carrying {"text":"once"}
    Then the "chat" handler receives {"text":"once"}
    And message "1" of "alice" is served or refused
    And no other handler receives anything

    Examples:
      | does                                                                                             |
      | closes without an answer                                                                         |
      | closes after 10 bytes of its answer                                                              |
      | answers the bytes 00 00 00 00                                                                    |
      | answers the body nonsense                                                                        |
      | answers the body {"header":{"status":"0"}}                                                       |
      | answers the body {"header":{"status":"1"}}                                                       |
      | answers the body {"header":{"status":"0","command":{"type":"sendEverybody","data":[]}},"data":1} |

  @ROUTE-3
  Scenario: A message whose handler does not answer in time is not handed over again
    Given a server that waits a second for handlers
    And "alice" is signed in
    And the "chat" handler never answers
    When "alice" sends "chat" message "1" carrying {"text":"once"}
    Then the "chat" handler receives {"text":"once"}
    And "alice" receives a bad report for "1"
    And the "chat" handler receives nothing
