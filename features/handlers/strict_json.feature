Feature: Answers that are almost JSON
  An answer that only a lenient parser accepts is malformed.

  @RESP-5
  Scenario Outline: An answer whose data is not JSON sends nothing to anybody: <data>
    Given "alice" and "bob" are signed in
    And the "chat" handler answers the body {"header":{"status":"0","command":{"type":"sendClients","data":["bob"]}},"data":<data>}
    When "alice" sends "chat" message "1" carrying 1
    Then "alice" receives a bad report for "1"
    And "bob" receives nothing

    Examples:
      | data        |
      | {"a":1,}    |
      | [1}         |
      | 'a'         |
      | 1/* one */  |
      | NaN         |
