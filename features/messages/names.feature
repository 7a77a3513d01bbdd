Feature: Types and ids as names
  Any string is a type or an id. Strings that are special in some programming language, or
  that look like another string, are ordinary ones.

  @ROUTE-1
  Scenario Outline: A type that means something elsewhere: <type>
    Given "alice" is signed in
    And the <type> handler answers with sendClients to nobody
    When "alice" sends <type> message "1" carrying 1
    Then the <type> handler receives 1

    Examples:
      | type           |
      | "7"            |
      | "null"         |
      | "\ud800\udc00" |

  @ROUTE-1
  Scenario: A type that is the name of a member of every object in JavaScript
    Given a server whose configuration registers a handler called "__proto__"
    And "alice" is signed in
    And the "__proto__" handler answers with sendClients to nobody
    When "alice" sends "__proto__" message "1" carrying 1
    Then the "__proto__" handler receives 1

  @ROUTE-2
  Scenario Outline: A type without a handler that means something elsewhere: <type>
    Given "alice" is signed in
    When "alice" sends <type> message "1" carrying 1
    Then "alice" receives a bad report for "1"
    And "alice" receives nothing

    Examples:
      | type          |
      | "constructor" |
      | "__proto__"   |
      | "undefined"   |

  @ROUTE-2
  Scenario Outline: A type that only looks like a handler's: <type>
    Given "alice" is signed in
    And the <handler> handler answers with sendClients to nobody
    When "alice" sends <type> message "1" carrying 1
    Then "alice" receives a bad report for "1"
    And the <handler> handler receives nothing

    Examples:
      | type        | handler  |
      | "007"       | "7"      |
      | "7.0"       | "7"      |
      | "cafe"      | "café"   |
      | "CAFÉ"      | "café"   |
      | "ｃｈａｔ"  | "chat"   |
      | "filter\u000a" | "filter" |

  @MSG-3
  Scenario Outline: An id that means something elsewhere is echoed exactly: <id>
    Given "alice" is signed in
    And the "chat" handler answers with sendClients to nobody
    When "alice" sends "chat" message <id> carrying 1
    Then "alice" receives a good report for <id>

    Examples:
      | id              |
      | "__proto__"     |
      | "undefined"     |
      | "NaN"           |

  @ROUTE-1
  Scenario: A type with an escape whose digits are capitals
    Given "alice" is signed in
    And the "other" handler answers with sendClients to nobody
    When "alice" sends the body {"header":{},"payload":{"type":"\u006Fther","data":1,"id":"1"}}
    Then the "other" handler receives 1
