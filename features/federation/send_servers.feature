Feature: sendServers
  A handler has data sent to other servers.

  @SERVERS-1
  Scenario: Each address gets a connection of its own and one message on it
    Given "alice" is signed in
    And peer servers "P", "Q" and "R"
    And the "relay" handler answers with sendServers to "P", "Q" and "R"
    When "alice" sends "relay" message "1" carrying {"text":"hi"}
    Then "P" receives a "relay" peer message with id "1" carrying {"text":"hi"}
    And "Q" receives a "relay" peer message with id "1" carrying {"text":"hi"}
    And "R" receives a "relay" peer message with id "1" carrying {"text":"hi"}
    And "alice" receives a good report for "1"
    And "P", "Q" and "R" were connected to once, with one message on the connection

  @SERVERS-1
  Scenario: Two messages to one address travel on two connections
    Given "alice" is signed in
    And a peer server "P"
    And the "relay" handler answers with sendServers to "P"
    When "alice" sends "relay" messages "1" to "2" in one write
    Then "alice" receives a good report for each of them
    And "P" receives 2 peer messages on 2 connections

  @SERVERS-1
  Scenario Outline: A message is sent once, whatever the peer does with it: it <does>
    Given "alice" is signed in
    And a peer server "P" that <does>
    And the "relay" handler answers with sendServers to "P"
    When "alice" sends "relay" message "1" carrying {"text":"hi"}
    Then "P" receives a "relay" peer message with id "1" carrying {"text":"hi"}
    And "alice" receives a good report for "1"
    And "P" was connected to once, with one message on the connection

    Examples:
      | does                             |
      | answers with a bad report        |
      | stays silent                     |
      | closes behind the message        |
      | resets behind the message        |

  @SERVERS-2
  Scenario Outline: The peer message carries the handler's name and the answer's data: <data>
    Given "alice" is signed in
    And a peer server "P"
    And the "relay" handler answers with sendServers to "P", with data <data>
    When "alice" sends "relay" message "1" carrying {"type":"other","data":"question"}
    Then "P" receives a "relay" peer message with id "1" carrying <data>
    And "alice" receives a good report for "1"

    Examples:
      | data                                       |
      | {"text":"answer"}                          |
      | null                                       |
      | false                                      |
      | "answer"                                   |
      | [1,[2,{"a":{}}]]                           |
      | {"type":"other","id":"2","scope":"client"} |

  @SERVERS-2
  Scenario: A peer message of sixty thousand bytes
    Given "alice" is signed in
    And a peer server "P"
    And the "relay" handler answers with sendServers to "P"
    When "alice" sends "relay" message "1" carrying 60000 bytes of text
    Then "P" receives a "relay" peer message with id "1" carrying the same data

  @SERVERS-3
  Scenario Outline: An address that cannot be used does not keep the message from the others: <address>
    Given "alice" is signed in
    And peer servers "P" and "Q"
    And the "relay" handler answers with sendServers to "P", "<address>" and "Q"
    When "alice" sends "relay" message "1" carrying {"text":"hi"}
    Then "P" receives a "relay" peer message with id "1" carrying {"text":"hi"}
    And "Q" receives a "relay" peer message with id "1" carrying {"text":"hi"}
    And "alice" receives a bad report for "1"

    Examples:
      | address                   |
      | (a port nobody listens at) |
      |                           |
      | nonsense                  |
      | 127.0.0.1                 |
      | 127.0.0.1:                |
      | :2223                     |
      | 127.0.0.1:0               |
      | 127.0.0.1:65536           |
      | 127.0.0.1:-1              |
      | 127.0.0.1:http            |
      | 127.0.0.1:22 23           |
      | ::1:2223                  |
      | [::1]                     |
      | [::1:2223                 |
      | 999.1.1.1:2223            |
      | tcp://127.0.0.1:2223      |

  @SERVERS-3
  Scenario: An address that cannot be used gives a bad report by itself as well
    Given "alice" is signed in
    And the "relay" handler answers with sendServers to "(a port nobody listens at)"
    When "alice" sends "relay" message "1" carrying 1
    Then "alice" receives a bad report for "1"

  @SERVERS-4
  Scenario Outline: The report is good whatever the peer answers: it <does>
    Given "alice" is signed in
    And a peer server "P" that <does>
    And the "relay" handler answers with sendServers to "P"
    When "alice" sends "relay" message "1" carrying {"text":"hi"}
    Then "P" receives a "relay" peer message with id "1" carrying {"text":"hi"}
    And "alice" receives a good report for "1"
    And "alice" receives nothing

    Examples:
      | does                             |
      | answers with a good report       |
      | answers with a bad report        |
      | answers with garbage             |

  @SERVERS-10
  Scenario Outline: The report is the same whether the peer answers or not: it <does>
    Given "alice" is signed in
    And a peer server "P" that <does>
    And the "relay" handler answers with sendServers to "P"
    When "alice" sends "relay" message "1" carrying {"text":"hi"}
    Then "P" receives a "relay" peer message with id "1" carrying {"text":"hi"}
    And "alice" receives a good report for "1"
    And "alice" receives nothing

    Examples:
      | does                             |
      | stays silent                     |
      | closes behind the message        |
      | resets behind the message        |

  @SERVERS-10
  Scenario: The report is that of the server itself, although another server reports on the message as well
    Given "alice" is signed in
    And the "relay" handler answers with sendServers to "S2"
    And the "relay" handler on "S2" answers the body {"header":{"status":"1"}}
    When "alice" sends "relay" message "1" carrying 1
    Then the "relay" handler on "S2" receives 1
    And "alice" receives a good report for "1"
    And "alice" receives nothing

  @SERVERS-5
  Scenario Outline: An address is host:port: <address>
    Given "alice" is signed in
    And a peer server "P" that listens at <listens>
    And the "relay" handler answers with sendServers to "<address>"
    When "alice" sends "relay" message "1" carrying {"text":"hi"}
    Then "P" receives a "relay" peer message with id "1" carrying {"text":"hi"}
    And "alice" receives a good report for "1"

    Examples:
      | address                | listens |
      | 127.0.0.1:(port of P)  | IPv4    |
      | localhost:(port of P)  | IPv4    |
      | LocalHost:(port of P)  | IPv4    |
      | 127.0.0.1:0(port of P) | IPv4    |
      | [::1]:(port of P)      | IPv6    |
      | [0:0:0:0:0:0:0:1]:(port of P) | IPv6 |
      | [::ffff:127.0.0.1]:(port of P) | IPv4 |

  @SERVERS-5
  Scenario: The last port
    Given "alice" is signed in
    And a peer server "P" that listens at port 65535
    And the "relay" handler answers with sendServers to "P"
    When "alice" sends "relay" message "1" carrying 1
    Then "P" receives a "relay" peer message with id "1" carrying 1

  @SERVERS-5
  Scenario Outline: Nothing is sent to an address of another form, whatever it may stand for: <address>
    Given "alice" is signed in
    And a peer server "P" that listens at <listens>
    And the "relay" handler answers with sendServers to "<address>"
    When "alice" sends "relay" message "1" carrying {"text":"hi"}
    Then "alice" receives a bad report for "1"
    And "P" receives nothing

    Examples:
      | address                      | listens |
      | tcp://127.0.0.1:(port of P)  | IPv4    |
      | 127.0.0.1:(port of P)/       | IPv4    |
      | 127.0.0.1:+(port of P)       | IPv4    |
      | 127.0.0.1:(65536 + port of P) | IPv4   |
      | 127.0.0.1: (port of P)       | IPv4    |
      | 127.0.0.1:(port of P)\u0020  | IPv4    |
      | \u0020127.0.0.1:(port of P)  | IPv4    |
      | [127.0.0.1]:(port of P)      | IPv4    |
      | 127.0.0.01:(port of P)       | IPv4    |
      | 127.1:(port of P)            | IPv4    |
      | 2130706433:(port of P)       | IPv4    |
      | [localhost]:(port of P)      | IPv4    |
      | :(port of P)                 | IPv4    |
      | (port of P)                  | IPv4    |
      | ::1:(port of P)              | IPv6    |
      | []:(port of P)               | IPv6    |
      | [::1%lo]:(port of P)         | IPv6    |

  @SERVERS-3
  Scenario: A name that no server has does not keep the message from the others
    Given a server that waits a second for other servers
    And "alice" is signed in
    And peer servers "P" and "Q"
    And the "relay" handler answers with sendServers to "P", "no-such-host.invalid:2223" and "Q"
    When "alice" sends "relay" message "1" carrying {"text":"hi"}
    Then "P" receives a "relay" peer message with id "1" carrying {"text":"hi"}
    And "Q" receives a "relay" peer message with id "1" carrying {"text":"hi"}
    And "alice" receives a bad report for "1"

  @SERVERS-3
  Scenario Outline: A name that no look-up takes does not keep the message from the others: <why>
    Given a server that waits a second for other servers
    And "alice" is signed in
    And peer servers "P" and "Q"
    And the "relay" handler answers with sendServers to "P", "<name>:2223" and "Q"
    When "alice" sends "relay" message "1" carrying {"text":"hi"}
    Then "P" receives a "relay" peer message with id "1" carrying {"text":"hi"}
    And "Q" receives a "relay" peer message with id "1" carrying {"text":"hi"}
    And "alice" receives a bad report for "1"

    Examples:
      | why                    | name                                                                     |
      | an empty label         | no..host.invalid                                                         |
      | a label of 64 letters  | abcdefghijklmnopqrstuvwxyzabcdefghijklmnopqrstuvwxyzabcdefghijkl.invalid |

  @SERVERS-6
  Scenario: A peer that does not accept holds up neither the others nor the report
    Given a server that waits a second for other servers
    And "alice" is signed in
    And a peer server "P"
    And a peer server "Q" that does not accept
    And the "relay" handler answers with sendServers to "Q" and "P"
    When "alice" sends "relay" message "1" carrying {"text":"hi"}
    Then "P" receives a "relay" peer message with id "1" carrying {"text":"hi"}
    And "alice" receives a report for "1"
    And everybody else is still served

  @SERVERS-6
  Scenario Outline: A server that <does> does not hold up the others
    Given a peer server "P"
    And a peer server "Q" that <does>
    And a peer server "R", so that the port of "Q" is between those of "P" and "R"
    And the "relay" handler answers with sendServers to "P", "Q" and "R", with data 50000 bytes of text
    When a peer "O" sends "relay" message "7" carrying 1
    Then "P" receives a "relay" peer message with id "7" carrying 50000 bytes of text
    And "R" receives a "relay" peer message with id "7" carrying 50000 bytes of text

    Examples:
      | does                              |
      | does not accept                   |
      | reads nothing and has little room |

  @SERVERS-6
  Scenario: A peer that accepts and reads nothing holds up neither the others nor the report
    Given "alice" is signed in
    And a peer server "P"
    And a peer server "Q" that reads nothing
    And the "relay" handler answers with sendServers to "Q" and "P"
    When "alice" sends "relay" message "1" carrying {"text":"hi"}
    Then "P" receives a "relay" peer message with id "1" carrying {"text":"hi"}
    And "alice" receives a report for "1"

  @SERVERS-6
  Scenario: A peer that takes only a part of the message holds up neither the others nor the report
    Given a server that waits a second for other servers
    And "alice" is signed in
    And a peer server "P"
    And a peer server "Q" that reads nothing and has little room
    And the "relay" handler answers with sendServers to "Q" and "P", with data 50000 bytes of text
    When "alice" sends "relay" message "1" carrying 1
    Then "P" receives a "relay" peer message with id "1" carrying 50000 bytes of text
    And message "1" of "alice" is served or refused

  @SERVERS-7
  Scenario Outline: Anything but an array of strings: <addresses>
    Given "alice" is signed in
    And a peer server "P"
    And the "relay" handler answers the body {"header":{"status":"0","command":{"type":"sendServers","data":<addresses>}},"data":1}
    When "alice" sends "relay" message "1" carrying 1
    Then "alice" receives a bad report for "1"
    And "P" receives nothing

    Examples:
      | addresses              |
      | "(address of P)"       |
      | null                   |
      | true                   |
      | 1                      |
      | {}                     |
      | {"(address of P)":1}   |
      | ["(address of P)",1]   |
      | ["(address of P)",null] |
      | [["(address of P)"]]   |

  @SERVERS-8
  Scenario: The message is not delivered to clients here as well
    Given "alice" and "bob" are signed in
    And a peer server "P"
    And the "relay" handler answers with sendServers to "P", with data {"to":["bob","alice"]}
    When "alice" sends "relay" message "1" carrying 1
    Then "P" receives a "relay" peer message with id "1" carrying {"to":["bob","alice"]}
    And "alice" receives a report for "1"
    And "alice" receives nothing
    And "bob" receives nothing

  @SERVERS-9
  Scenario: A client's message is sent on without hops, or with none passed
    Given "alice" is signed in
    And a peer server "P"
    And the "relay" handler answers with sendServers to "P"
    When "alice" sends "relay" message "1" carrying 1
    Then "P" receives a "relay" peer message with id "1" carrying 1
    And its hops are absent or 0

  @SERVERS-9
  Scenario: The header of a client's message does not count as hops
    Given "alice" is signed in
    And a peer server "P"
    And the "relay" handler answers with sendServers to "P"
    When "alice" sends the body {"header":{"scope":"client","hops":5},"payload":{"type":"relay","data":1,"id":"1"}}
    Then "P" receives a "relay" peer message with id "1" carrying 1
    And its hops are absent or 0

  @SERVERS-9
  Scenario Outline: A peer's message is sent on with one more hop: <hops>
    Given a peer server "P"
    And the "relay" handler answers with sendServers to "P"
    When a peer "O" sends the body {"header":{"scope":"server"<hops>},"payload":{"type":"relay","data":1,"id":"7"}}
    Then "P" receives a "relay" peer message with id "7" carrying 1
    And its hops are <more>

    Examples:
      | hops            | more |
      |                 | 1    |
      | ,"hops":0       | 1    |
      | ,"hops":-0      | 1    |
      | ,"hops":1       | 2    |
      | ,"hops":1.0     | 2    |
      | ,"hops":10e-1   | 2    |

  @SERVERS-9
  Scenario: Messages that have passed more servers than some limit are refused
    Given a peer server "P"
    And the "relay" handler answers with sendServers to "P"
    When peers send "relay" messages with hops from 1 to 2147483647
    Then "P" receives those up to some limit with one more hop, and none above it

  @SERVERS-9 @chaining
  Scenario: A chain of handlers does not lose count
    Given a peer server "P"
    And the "filter" handler answers with sendHandler to "relay"
    And the "relay" handler answers with sendServers to "P"
    When a peer "O" sends the body {"header":{"scope":"server","hops":1},"payload":{"type":"filter","data":1,"id":"7"}}
    Then "P" receives a "relay" peer message with id "7" carrying 1
    And its hops are 2

  @SERVERS-9
  Scenario: A message that has passed as many servers as can be is refused
    Given a peer server "P"
    And the "relay" handler answers with sendServers to "P"
    When a peer "O" sends the body {"header":{"scope":"server","hops":2147483647},"payload":{"type":"relay","data":1,"id":"7"}}
    Then "O" is closed after at most a bad report for "7"
    And the "relay" handler receives nothing
    And "P" receives nothing

  @SERVERS-9
  Scenario: A peer's message that has passed too many servers is reported with its code
    When a peer "P" sends the body {"header":{"scope":"server","hops":2147483647},"payload":{"type":"chat","data":1,"id":"7"}}
    Then "P" receives a bad report for "7"
    And that report gives the code "loop" and a message

  @SERVERS-9
  Scenario Outline: Hops of another form are malformed: <hops>
    Given the "chat" handler answers with sendClients to nobody
    When a peer "O" sends the body {"header":{"scope":"server","hops":<hops>},"payload":{"type":"chat","data":1,"id":"7"}}
    Then "O" is cut off
    And the "chat" handler receives nothing

    Examples:
      | hops                   |
      | -1                     |
      | 1.5                    |
      | 0.99999999999999999999 |
      | 1e-400                 |
      | "1"                    |
      | "one"                  |
      | true                   |
      | [1]                    |
      | null                   |
      | 2147483648             |
      | 1e400                  |
      | 1e10000000             |

  @SERVERS-11
  Scenario Outline: The id is that of the message being served: <id>
    Given "alice" is signed in
    And a peer server "P"
    And the "relay" handler answers with sendServers to "P"
    When "alice" sends the body {"header":{},"payload":{"type":"relay","data":1,"id":<id>}}
    Then "P" receives a "relay" peer message with id <id> carrying 1
    And "alice" receives a good report for <id>

    Examples:
      | id               |
      | "1"              |
      | ""               |
      | "caf\u00e9 \"<&" |
      | " cafe\u0301 "   |

  @SERVERS-11
  Scenario: The id of a peer's message goes on with it
    Given a peer server "P"
    And the "relay" handler answers with sendServers to "P"
    When a peer "O" sends "relay" message "7" carrying 1
    Then "P" receives a "relay" peer message with id "7" carrying 1

  @SERVERS-11 @chaining
  Scenario: The id of a client's message goes on through a chain
    Given "alice" is signed in
    And a peer server "P"
    And the "filter" handler answers with sendHandler to "relay"
    And the "relay" handler answers with sendServers to "P"
    When "alice" sends "filter" message "1" carrying 1
    Then "P" receives a "relay" peer message with id "1" carrying 1

  @SERVERS-11
  Scenario: There is no id where the peer's message had none
    Given a peer server "P"
    And the "relay" handler answers with sendServers to "P"
    When a peer "O" sends the body {"header":{"scope":"server"},"payload":{"type":"relay","data":1}}
    Then "P" receives a "relay" peer message without id carrying 1

  @SERVERS-12
  Scenario: An empty list is valid
    Given "alice" is signed in
    And the "relay" handler answers with sendServers to nobody
    When "alice" sends "relay" message "1" carrying 1
    Then "alice" receives a good report for "1"
    And "alice" receives nothing

  @SERVERS-13
  Scenario: Two addresses of one server are two addresses
    Given "alice" is signed in
    And a peer server "P"
    And the "relay" handler answers with sendServers to "127.0.0.1:(port of P)" and "localhost:(port of P)"
    When "alice" sends "relay" message "1" carrying 1
    Then "alice" receives a good report for "1"
    And "P" receives 2 peer messages on 2 connections

  @SERVERS-13
  Scenario: An address that stands twice counts once
    Given "alice" is signed in
    And peer servers "P" and "Q"
    And the "relay" handler answers with sendServers to "P", "Q", "P" and "P"
    When "alice" sends "relay" message "1" carrying 1
    Then "P" receives a "relay" peer message with id "1" carrying 1
    And "Q" receives a "relay" peer message with id "1" carrying 1
    And "alice" receives a good report for "1"
    And "P" and "Q" were connected to once, with one message on the connection

  @SERVERS-9
  Scenario: Whatever else a peer message holds, hops that are no whole number of 0 to 2^31 - 1 are malformed
    Given the "chat" handler answers with sendClients to nobody
    When peers send a generated message each, with a fault at "/header/hops"
    Then each of them is cut off before the "chat" handler receives anything
