Feature: The answer of a handler
  The answer has a status, and on success a command and data. Of anything else
  nothing is sent to anybody.

  @RESP-1
  Scenario: Status "0" means success
    Given "alice" and "bob" are signed in
    And the "chat" handler answers the body {"header":{"status":"0","command":{"type":"sendClients","data":["bob"]}},"data":1}
    When "alice" sends "chat" message "1" carrying 1
    Then "bob" receives a "chat" delivery carrying 1
    And "alice" receives a good report for "1"

  @RESP-1
  Scenario Outline: A status that is not a string of digits: <status>
    Given "alice" and "bob" are signed in
    And the "chat" handler answers the body {"header":{"status":<status>,"command":{"type":"sendClients","data":["bob"]}},"data":1}
    When "alice" sends "chat" message "1" carrying 1
    Then "alice" receives a bad report for "1"
    And "bob" receives nothing

    Examples:
      | status |
      | 0      |
      | 1      |
      | ""     |
      | " 0"   |
      | "0 "   |
      | "-0"   |
      | "+0"   |
      | "0.0"  |
      | "0x0"  |
      | "ok"   |
      | "٠"    |
      | true   |
      | false  |
      | null   |
      | []     |
      | ["0"]  |
      | {}     |

  @RESP-2
  Scenario Outline: The command of another status is not run: <status>
    Given "alice" and "bob" are signed in
    And the "chat" handler answers the body {"header":{"status":<status>,"command":{"type":"sendClients","data":["bob"]}},"data":1}
    When "alice" sends "chat" message "1" carrying 1
    Then "alice" receives a bad report for "1"
    And "bob" receives nothing

    Examples:
      | status                           |
      | "1"                              |
      | "2"                              |
      | "42"                             |
      | "00"                             |
      | "000"                            |
      | "10"                             |
      | "4294967296"                     |
      | "18446744073709551616"           |
      | "340282366920938463463374607431768211456" |

  @RESP-2
  Scenario: Another status needs neither command nor data
    Given "alice" is signed in
    And the "chat" handler answers the body {"header":{"status":"1"}}
    When "alice" sends "chat" message "1" carrying 1
    Then "alice" receives a bad report for "1"

  @RESP-3
  Scenario Outline: An answer that lacks something sends nothing to anybody: <why>
    Given "alice" and "bob" are signed in
    And the "chat" handler answers the body <answer>
    When "alice" sends "chat" message "1" carrying {"to":"bob"}
    Then "alice" receives a bad report for "1"
    And "alice" receives nothing
    And "bob" receives nothing

    Examples:
      | why                      | answer                                                                                            |
      | everything               | {}                                                                                                |
      | no header                | {"data":1}                                                                                        |
      | a header of null         | {"header":null,"data":1}                                                                          |
      | a header as a string     | {"header":"0","data":1}                                                                           |
      | a header as an array     | {"header":[{"status":"0","command":{"type":"sendClients","data":["bob"]}}],"data":1}              |
      | no status                | {"header":{"command":{"type":"sendClients","data":["bob"]}},"data":1}                             |
      | the status outside       | {"status":"0","header":{"command":{"type":"sendClients","data":["bob"]}},"data":1}                |
      | no command               | {"header":{"status":"0"},"data":1}                                                                |
      | a command of null        | {"header":{"status":"0","command":null},"data":1}                                                 |
      | a command as a string    | {"header":{"status":"0","command":"sendClients"},"data":["bob"]}                                  |
      | a command as an array    | {"header":{"status":"0","command":[{"type":"sendClients","data":["bob"]}]},"data":1}              |
      | an empty command         | {"header":{"status":"0","command":{}},"data":1}                                                   |
      | the command outside      | {"command":{"type":"sendClients","data":["bob"]},"header":{"status":"0"},"data":1}                |
      | no command type          | {"header":{"status":"0","command":{"data":["bob"]}},"data":1}                                     |
      | a command type of null   | {"header":{"status":"0","command":{"type":null,"data":["bob"]}},"data":1}                         |
      | a command type as number | {"header":{"status":"0","command":{"type":0,"data":["bob"]}},"data":1}                            |
      | no command data          | {"header":{"status":"0","command":{"type":"sendClients"}},"data":1}                               |
      | no data                  | {"header":{"status":"0","command":{"type":"sendClients","data":["bob"]}}}                         |
      | data in the header       | {"header":{"status":"0","command":{"type":"sendClients","data":["bob"]},"data":1}}                |

  @RESP-3
  Scenario Outline: The answer's data may be any JSON value: <data>
    Given "alice" and "bob" are signed in
    And the "chat" handler answers the body {"header":{"status":"0","command":{"type":"sendClients","data":["bob"]}},"data":<data>}
    When "alice" sends "chat" message "1" carrying {"something":"else"}
    Then "bob" receives a "chat" delivery carrying <data>
    And "alice" receives a good report for "1"

    Examples:
      | data          |
      | null          |
      | false         |
      | 0             |
      | ""            |
      | []            |
      | {}            |
      | {"a":[1,2.5]} |

  @RESP-4
  Scenario Outline: A command that nobody knows sends nothing: <type>
    Given "alice" and "bob" are signed in
    And the "chat" handler answers the body {"header":{"status":"0","command":{"type":"<type>","data":["bob"]}},"data":1}
    When "alice" sends "chat" message "1" carrying 1
    Then "alice" receives a bad report for "1"
    And "bob" receives nothing

    Examples:
      | type          |
      | sendEverybody |
      | sendclients   |
      | SendClients   |
      | SENDCLIENTS   |
      | sendClients\u0020 |
      | sendClient    |
      | close         |
      | sendClients\u0000 |

  @RESP-4
  Scenario: A command without a name is not known either
    Given "alice" and "bob" are signed in
    And the "chat" handler answers the body {"header":{"status":"0","command":{"type":"","data":["bob"]}},"data":1}
    When "alice" sends "chat" message "1" carrying 1
    Then "alice" receives a bad report for "1"
    And "bob" receives nothing

  @RESP-5
  Scenario Outline: An answer that is no JSON object leaves the client's connection open: <why>
    Given "alice" and "bob" are signed in
    And the "chat" handler answers the body <answer>
    When "alice" sends "chat" message "1" carrying 1
    Then "alice" receives a bad report for "1"
    And "bob" receives nothing
    When the "chat" handler answers with sendClients to nobody
    And "alice" sends "chat" message "2" carrying 1
    Then "alice" receives a good report for "2"

    Examples:
      | why                  | answer                                                                                            |
      | no JSON              | OK                                                                                                |
      | white space only     | (space)(LF)                                                                                       |
      | a zero byte          | (NUL)                                                                                             |
      | not UTF-8            | (FF)(FE)                                                                                          |
      | an array             | []                                                                                                |
      | a string             | "0"                                                                                               |
      | a number             | 0                                                                                                 |
      | null                 | null                                                                                              |
      | an answer in an array | [{"header":{"status":"0","command":{"type":"sendClients","data":["bob"]}},"data":1}]             |
      | ends too early       | {"header":{"status":"0","command":{"type":"sendClients","data":["bob"]}},"data":1                 |
      | two answers          | {"header":{"status":"0","command":{"type":"sendClients","data":["bob"]}},"data":1}{}              |
      | a byte behind it     | {"header":{"status":"0","command":{"type":"sendClients","data":["bob"]}},"data":1}x               |

  @RESP-3
  Scenario: In whatever order the members of an answer stand, it is carried out
    Given "alice" and "bob" are signed in
    When "alice" sends messages to which the "chat" handler gives generated answers for "bob"
    Then each of them is carried out, and "bob" receives its data

  Scenario Outline: Whatever else an answer holds, nothing is sent where one thing is wrong: <what> at <where>
    Given "alice" and "bob" are signed in
    When "alice" sends messages to which the "chat" handler gives generated answers for "bob", with <what> at "<where>"
    Then each of them is reported as bad, and "bob" receives nothing

    @RESP-1
    Examples:
      | what    | where          |
      | a fault | /header/status |

    @RESP-3
    Examples:
      | what            | where                |
      | a fault         | /header              |
      | a fault         | /header/command      |
      | a fault         | /data                |
      | a fault in form | /header/command/type |
      | a member missing | /header/command/data |
