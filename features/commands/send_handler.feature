Feature: sendHandler
  A handler passes data on to another handler of the same server.

  @CHAIN-1
  Scenario: The next handler is given the data of the answer, and its answer is carried out
    Given "alice" and "bob" are signed in
    And the "filter" handler answers with sendHandler to "chat", with data {"step":1}
    And the "chat" handler answers with sendClients to "bob", with data {"step":2}
    When "alice" sends "filter" message "1" carrying {"step":0}
    Then the "filter" handler receives {"step":0}
    And the "chat" handler receives {"step":1}
    And "bob" receives a "chat" delivery carrying {"step":2}
    And "alice" receives a good report for "1"
    And "alice" receives nothing

  @CHAIN-1
  Scenario: The next handler gets a connection of its own
    Given "alice" is signed in
    And the "filter" handler answers with sendHandler to "chat"
    And the "chat" handler answers with sendClients to nobody
    When "alice" sends "filter" messages "1" to "3" in one write
    Then "alice" receives a good report for each of them
    And the "filter" handler was connected to 3 times, once for each message
    And the "chat" handler was connected to 3 times, once for each message

  @CHAIN-1 @federation
  Scenario: The data of a peer's message goes through a chain as well
    Given "bob" is signed in
    And the "filter" handler answers with sendHandler to "chat", with data {"step":1}
    And the "chat" handler answers with sendClients to "bob"
    When a peer "P" sends "filter" message "7" carrying {"step":0}
    Then "bob" receives a "chat" delivery carrying {"step":1}

  @CHAIN-1
  Scenario: The next handler is given null where that is the data of the answer
    Given "alice" is signed in
    And the "filter" handler answers with sendHandler to "chat", with data null
    And the "chat" handler answers with sendClients to nobody
    When "alice" sends "filter" message "1" carrying 1
    Then the "chat" handler receives null

  @CHAIN-1
  Scenario Outline: The next handler is the one of exactly that name: <name>
    Given "alice" is signed in
    And the "filter" handler answers with sendHandler to <name>
    And the <name> handler answers with sendClients to nobody
    When "alice" sends "filter" message "1" carrying 1
    Then the <name> handler receives 1
    And "alice" receives a good report for "1"

    Examples:
      | name         |
      | "Chat"       |
      | "chat "      |
      | "cafe\u0301" |

  @CHAIN-2
  Scenario: A delivery carries the name of the last handler
    Given "alice" and "bob" are signed in
    And the "filter" handler answers with sendHandler to "chat"
    And the "chat" handler answers with sendHandler to "other"
    And the "other" handler answers with sendClients to "bob"
    When "alice" sends "filter" message "1" carrying {"text":"hi"}
    Then "bob" receives a "other" delivery carrying {"text":"hi"}
    And "alice" receives a good report for "1"

  @CHAIN-2 @federation
  Scenario: A peer message carries the name of the last handler
    Given "alice" is signed in
    And a peer server "P"
    And the "filter" handler answers with sendHandler to "relay"
    And the "relay" handler answers with sendServers to "P"
    When "alice" sends "filter" message "1" carrying {"text":"hi"}
    Then "P" receives a "relay" peer message with id "1" carrying {"text":"hi"}
    And "alice" receives a good report for "1"

  @CHAIN-3
  Scenario Outline: There is no such handler: <name>
    Given "alice" and "bob" are signed in
    And the "filter" handler answers the body {"header":{"status":"0","command":{"type":"sendHandler","data":<name>}},"data":1}
    And the "chat" handler answers with sendClients to "bob"
    And the "other" handler answers with sendClients to "bob"
    When "alice" sends "filter" message "1" carrying 1
    Then "alice" receives a bad report for "1"
    And the "chat" handler receives nothing
    And the "other" handler receives nothing
    And "bob" receives nothing

    Examples:
      | name          |
      | " other"      |
      | "other "      |
      | "CHAT"        |
      | "chat\u0000"  |
      | "nobody's"    |
      | "dummy"       |
      | "builtin"     |

  @CHAIN-4
  Scenario: A chain of 8 handlers
    Given "alice" and "bob" are signed in
    And each of the handlers "link1" to "link7" answers with sendHandler to the next
    And the "link8" handler answers with sendClients to "bob"
    When "alice" sends "link1" message "1" carrying {"text":"hi"}
    Then "bob" receives a "link8" delivery carrying {"text":"hi"}
    And "alice" receives a good report for "1"

  @CHAIN-4
  Scenario: A chain that comes back to a handler and ends there
    Given "alice" and "bob" are signed in
    And the "filter" handler answers the first message with sendHandler to "chat" and then with sendClients to "bob"
    And the "chat" handler answers with sendHandler to "filter"
    When "alice" sends "filter" message "1" carrying {"text":"hi"}
    Then "bob" receives a "filter" delivery carrying {"text":"hi"}
    And "alice" receives a good report for "1"

  @CHAIN-5
  Scenario: A handler that passes on to itself without end
    Given "alice" and "bob" are signed in
    And the "chat" handler answers with sendHandler to "chat"
    And the "other" handler answers with sendClients to "bob"
    When "alice" sends "chat" message "1" carrying 1
    And "bob" sends "other" message "2" carrying 1
    Then "bob" receives a "other" delivery carrying 1
    And "bob" receives a good report for "2"
    And "alice" receives a bad report for "1"
    And everybody else is still served

  @CHAIN-5
  Scenario: Two handlers that pass on to each other without end
    Given "alice" is signed in
    And the "chat" handler answers with sendHandler to "other"
    And the "other" handler answers with sendHandler to "chat"
    When "alice" sends "chat" message "1" carrying 1
    Then "alice" receives a bad report for "1"
    And everybody else is still served

  @CHAIN-5 @federation
  Scenario: A peer's message that handlers pass to each other without end
    Given the "chat" handler answers with sendHandler to "other"
    And the "other" handler answers with sendHandler to "chat"
    When a peer "P" sends "chat" message "7" carrying 1
    Then "P" is closed after at most a bad report for "7"
    And everybody else is still served

  @CHAIN-5
  Scenario: A chain as long as the server lets it be
    Given "alice" is signed in
    And the "chat" handler answers with sendHandler to "chat"
    When "alice" sends "chat" message "1" carrying 1
    Then "alice" receives a bad report for "1"
    When the "chat" handler answers with sendHandler to itself, and at the end of as long a chain with sendClients to nobody
    And "alice" sends "chat" message "2" carrying 2
    Then "alice" receives a good report for "2"

  @CHAIN-6
  Scenario Outline: Anything but a string that is not empty: <data>
    Given "alice" and "bob" are signed in
    And the "filter" handler answers the body {"header":{"status":"0","command":{"type":"sendHandler","data":<data>}},"data":1}
    And the "chat" handler answers with sendClients to "bob"
    When "alice" sends "filter" message "1" carrying 1
    Then "alice" receives a bad report for "1"
    And the "chat" handler receives nothing
    And "bob" receives nothing

    Examples:
      | data             |
      | ""               |
      | null             |
      | true             |
      | 0                |
      | ["chat"]         |
      | {"name":"chat"}  |

  @CHAIN-7
  Scenario Outline: A failure at a later link gives one bad report to the originator: it <does>
    Given "alice" and "bob" are signed in
    And the "filter" handler answers with sendHandler to "other"
    And the "other" handler answers with sendHandler to "chat"
    And the "chat" handler <does>
    When "alice" sends "filter" message "1" carrying 1
    Then "alice" receives a bad report for "1"
    And "alice" receives nothing
    And "bob" receives nothing

    Examples:
      | does                                                                                               |
      | is not there                                                                                       |
      | refuses connections                                                                                |
      | closes without an answer                                                                           |
      | answers the bytes 00 00 00 00                                                                      |
      | answers the body nonsense                                                                          |
      | answers the body {"header":{"status":"1"}}                                                         |
      | answers the body {"header":{"status":"0"},"data":1}                                                |
      | answers the body {"header":{"status":"0","command":{"type":"sendEverybody","data":["bob"]}},"data":1} |
      | answers the body {"header":{"status":"0","command":{"type":"sendClients","data":"bob"}},"data":1}  |
      | answers the body {"header":{"status":"0","command":{"type":"sendHandler","data":"nobody's"}},"data":1} |

  @CHAIN-7 @federation
  Scenario: A failure at a later link of a peer's message is reported to the peer alone
    Given "alice" is signed in
    And the "filter" handler answers with sendHandler to "chat"
    And the "chat" handler closes without an answer
    When a peer "P" sends "filter" message "7" carrying 1
    Then "P" is closed after at most a bad report for "7"
    And "alice" receives nothing

  @CHAIN-7
  Scenario: A later link that does not answer in time gives one bad report to the originator
    Given a server that waits a second for handlers
    And "alice" is signed in
    And the "filter" handler answers with sendHandler to "chat"
    And the "chat" handler never answers
    When "alice" sends "filter" message "1" carrying 1
    Then "alice" receives a bad report for "1"
    And "alice" receives nothing
