Feature: Types of peer messages
  A type is any string, and servers pass it on unchanged.

  @SERVERS-2
  Scenario Outline: A peer message carries the name of the handler as it is: <type>
    Given "alice" is signed in
    And a peer server "P"
    And the <type> handler answers with sendServers to "P"
    When "alice" sends <type> message "1" carrying 1
    Then "P" receives a <type> peer message with id "1" carrying 1

    Examples:
      | type           |
      | "cafe\u0301"   |
      | " chat"        |
      | "\"quoted\\\\" |

  @PEER-2
  Scenario Outline: The type of a peer's message is compared code point for code point: <type>
    Given the <type> handler answers with sendClients to nobody
    When a peer "P" sends <type> message "7" carrying 1
    Then the <type> handler receives 1

    Examples:
      | type         |
      | "cafe\u0301" |
      | " chat"      |
      | "null"       |

  @PEER-7
  Scenario Outline: A peer's type that only looks like a handler's: <type>
    Given the <handler> handler answers with sendClients to nobody
    When a peer "P" sends <type> message "7" carrying 1
    Then "P" is closed after at most a bad report for "7"
    And the <handler> handler receives nothing

    Examples:
      | type       | handler |
      | "007"      | "7"     |
      | "CAFÉ"     | "café"  |
