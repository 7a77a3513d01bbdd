Feature: Text
  A string is a sequence of code points. A character may take several bytes, a write may
  end between them, and an escape may be half of a surrogate pair.

  @FRAME-2
  Scenario: Characters of several bytes that arrive one byte at a time
    Given "alice" is signed in
    And the "chat" handler answers with sendClients to nobody
    When "alice" sends "chat" message "1" carrying "é 日本 😀" one byte at a time
    Then the "chat" handler receives the same data

  @FRAME-2
  Scenario: A username of such characters that arrives one byte at a time
    Given a new connection "stranger"
    When "stranger" signs in as "日本" one byte at a time
    Then "stranger" receives a good report for "auth_special"

  @FRAME-2 @federation
  Scenario: A peer's message of such characters that arrives one byte at a time
    Given the "chat" handler answers with sendClients to nobody
    When a peer "P" sends "chat" message "7" carrying "é 日本 😀" one byte at a time
    Then the "chat" handler receives "é 日本 😀"

  @JSON-4
  Scenario Outline: A surrogate pair, or what looks like half of one, is relayed: <data>
    Given "alice" and "bob" are signed in
    And the "chat" handler answers with sendClients to "bob"
    When "alice" sends "chat" message "1" carrying <data>
    Then the "chat" handler receives <data>
    And "bob" receives a "chat" delivery carrying <data>

    Examples:
      | data               |
      | "\ud800\udc00"     |
      | "\uDBFF\uDFFF"     |
      | "\ud7ff\ue000"     |
      | "\\\\ud800"        |

  @JSON-10
  Scenario Outline: Half a surrogate pair, however it is written, is relayed unchanged or refused: <data>
    Given "alice" and "bob" are signed in
    And the "chat" handler answers with sendClients to "bob"
    When "alice" sends "chat" message "1" carrying <data>
    Then "bob" receives a "chat" delivery carrying the same data, or message "1" of "alice" is refused

    Examples:
      | data              |
      | "\uD800"          |
      | "\uDFFF"          |
      | "\ud800\u0041"    |
      | "\ud800\\\\udc00" |

  @JSON-10
  Scenario Outline: A type with half a surrogate pair is not that of another handler: <type>
    Given "alice" is signed in
    And the <other> handler answers with sendClients to nobody
    When "alice" sends the body {"header":{},"payload":{"type":<type>,"data":1,"id":"1"}}
    Then message "1" of "alice" is served or refused
    And the <other> handler receives nothing

    Examples:
      | type         | other    |
      | "\ud800"     | "\ufffd" |
      | "chat\uDC00" | "chat"   |

  @JSON-10
  Scenario: A username with half a surrogate pair is not that of another user
    Given a new connection "stranger"
    When "stranger" sends the body {"header":{"scope":"client","authentication":{"username":"\ud800","password":"secret of \ufffd"}},"payload":{}}
    Then "stranger" is cut off

  @JSON-10
  Scenario Outline: A name with half a surrogate pair in a list is not that of another user: <name>
    Given "alice" and <other> are signed in
    And the "chat" handler answers the body {"header":{"status":"0","command":{"type":"sendClients","data":[<name>]}},"data":1}
    When "alice" sends "chat" message "1" carrying 1
    Then "alice" receives a report for "1"
    And <other> receives nothing

    Examples:
      | name        | other    |
      | "\ud800"    | "\ufffd" |
      | "bob\uDC00" | "bob"    |

  @JSON-10 @chaining
  Scenario: The name of the next handler with half a surrogate pair is not that of another
    Given "alice" is signed in
    And the "\ufffd" handler answers with sendClients to nobody
    And the "filter" handler answers the body {"header":{"status":"0","command":{"type":"sendHandler","data":"\ud800"}},"data":1}
    When "alice" sends "filter" message "1" carrying 1
    Then "alice" receives a bad report for "1"
    And the "\ufffd" handler receives nothing

  @FRAME-1 @informer
  Scenario: The length of the informer's answer counts bytes, not characters
    Given a server that was just started
    And "日本" is signed in
    When the informer is asked {"command":{"type":"listClients"}}
    Then it answers with an array of "日本" and "witness" in any order
    When the informer is asked {"command":{"type":"isClient","data":"日本"}}
    Then it answers true
