"""checkup"""
