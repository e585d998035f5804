"""Psychiatric placement: wards and beds as told, requests and answers, the journey, the stay and its reviews."""
