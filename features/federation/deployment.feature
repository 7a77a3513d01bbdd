Feature: Servers in a row
  Several instances of the server under test, each with handlers of its own.

  @PEER-8
  Scenario: Two servers: from a user of one to a user of the other
    Given "alice" is signed in on "S1"
    And "bob" is signed in on "S2"
    And the "chat" handler on "S1" answers with sendServers to "S2"
    And the "chat" handler on "S2" answers with sendClients to "bob"
    When "alice" sends "chat" message "1" carrying {"text":"hi"}
    Then "bob" receives a "chat" delivery carrying {"text":"hi"}
    And "alice" receives a good report for "1"
    And everybody else is still served

  @PEER-8 @chaining
  Scenario: The worked deployment: U1 on S1, by way of S2, to U2 on S3
    Given "U1" is signed in on "S1"
    And "U2" is signed in on "S3"
    And the "M1" handler on "S1" answers with sendHandler to "M2", with data {"from":"M1 on S1"}
    And the "M2" handler on "S1" answers with sendServers to "S2", with data {"from":"M2 on S1"}
    And the "M2" handler on "S2" answers with sendServers to "S3", with data {"from":"M2 on S2"}
    And the "M2" handler on "S3" answers with sendClients to "U2", with data {"from":"M2 on S3"}
    When "U1" sends "M1" message "7" carrying {"from":"U1"}
    Then the "M1" handler on "S1" receives {"from":"U1"}
    And the "M2" handler on "S1" receives {"from":"M1 on S1"}
    And the "M2" handler on "S2" receives {"from":"M2 on S1"}
    And the "M2" handler on "S3" receives {"from":"M2 on S2"}
    And "U2" receives a "M2" delivery carrying {"from":"M2 on S3"}
    And "U1" receives a good report for "7"
    And everybody else is still served

  @SERVERS-1
  Scenario: A server sends to itself
    Given "alice" and "bob" are signed in
    And the "relay" handler answers the first message with sendServers to "S1" and then with sendClients to "bob"
    When "alice" sends "relay" message "1" carrying {"text":"hi"}
    Then "bob" receives a "relay" delivery carrying {"text":"hi"}
    And "alice" receives a good report for "1"

  @SERVERS-9
  Scenario: The servers that a message has passed are counted on the way
    Given "alice" is signed in on "S1"
    And a peer server "P"
    And the "relay" handler on "S1" answers with sendServers to "S2"
    And the "relay" handler on "S2" answers with sendServers to "S3"
    And the "relay" handler on "S3" answers with sendServers to "P"
    When "alice" sends "relay" message "1" carrying 1
    Then "P" receives a "relay" peer message with id "1" carrying 1
    And its hops are 2
