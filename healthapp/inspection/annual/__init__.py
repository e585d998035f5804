"""The mechanism's figures by year: visits, recommendations, appeals, and what was counted before this program."""
