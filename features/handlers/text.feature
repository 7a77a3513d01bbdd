Feature: Text in answers
  A character may take several bytes, and an escape may be half of a surrogate pair.

  @HAND-3
  Scenario: An answer of such characters that arrives one byte at a time
    Given "alice" and "日本" are signed in
    And the "chat" handler answers one byte at a time with sendClients to "日本", with data "é 日本 😀"
    When "alice" sends "chat" message "1" carrying 1
    Then "日本" receives a "chat" delivery carrying "é 日本 😀"

  @RESP-4
  Scenario: A command with half a surrogate pair is none that is known
    Given "alice" and "bob" are signed in
    And the "chat" handler answers the body {"header":{"status":"0","command":{"type":"sendClients\ud800","data":["bob"]}},"data":1}
    When "alice" sends "chat" message "1" carrying 1
    Then "alice" receives a bad report for "1"
    And "bob" receives nothing
