Feature: Peer messages that are almost JSON
  A peer message that only a lenient parser accepts is malformed.

  @JSON-1 @federation
  Scenario Outline: A peer's message whose data is not JSON has no effect: <data>
    Given the "chat" handler answers with sendClients to nobody
    When a peer "P" sends the body {"header":{"scope":"server"},"payload":{"type":"chat","data":<data>,"id":"7"}}
    Then "P" is cut off
    And the "chat" handler receives nothing

    Examples:
      | data        |
      | {"a":1,}    |
      | [1}         |
